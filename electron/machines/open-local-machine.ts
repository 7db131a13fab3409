import { accessSync, constants } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { type MachineHandle, SYSTEMCTL_REBOOT } from './machine-handle.ts'
import { type Identity, identityOf, type OpenContext, restartFromInside } from './open-context.ts'
import { withSudo } from './with-sudo.ts'

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether polkit can show its dialog: a graphical session (X11 or Wayland) and pkexec(1). */
function hasPolkit(env: NodeJS.ProcessEnv): boolean {
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return false
  return (env.PATH ?? '').split(delimiter).some(folder => isExecutable(join(folder, 'pkexec')))
}

/** This computer. Its connection is never lost: when it restarts, so does Drydock. */
export function openLocalMachine(identity: Identity, context: OpenContext): MachineHandle {
  const { username: user } = userInfo()
  const polkit = hasPolkit(process.env)
  const runner = withSudo(context.localRunner, { machine: identity.name, user, polkit, ...context })
  return {
    ...identityOf(identity),
    user,
    ...runner,
    restartCommand: { kind: 'systemctl', argv: SYSTEMCTL_REBOOT },
    restart: (options = {}) => restartFromInside(runner, options),
    reconnect: async () => undefined,
    onConnectionLost: () => () => undefined,
    close: () => undefined,
  }
}

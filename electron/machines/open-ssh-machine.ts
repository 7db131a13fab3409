import { createSshRunner } from '../ssh/reconnecting-runner.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import { type MachineHandle, SYSTEMCTL_REBOOT } from './machine-handle.ts'
import { type Identity, identityOf, type OpenContext, restartFromInside } from './open-context.ts'
import { createReplaceableRunner } from './replaceable-runner.ts'
import { withSudo } from './with-sudo.ts'

/** A machine reached over SSH: one a person added, or a practice machine. Connects when first used. */
export function openSshMachine(identity: Identity, target: SshTarget, context: OpenContext): MachineHandle {
  const open = () => createSshRunner(target, context)
  const connection = createReplaceableRunner(open())
  const runner = withSudo(connection, { machine: identity.name, user: target.user, ...context })
  return {
    ...identityOf(identity),
    user: target.user,
    ...runner,
    restartCommand: { kind: 'systemctl', argv: SYSTEMCTL_REBOOT },
    restart: (options = {}) => restartFromInside(runner, options),
    async reconnect(signal) {
      connection.replace(open())
      await connection.connect(signal)
    },
    onConnectionLost: connection.onConnectionLost,
    close: connection.close,
  }
}

/**
 * Opens a handle on a machine of each kind. Nothing connects before the first command.
 *
 * A Podman machine's host key is accepted as it comes, as podman itself does (StrictHostKeyChecking=no, pkg/machine/ssh.go):
 * the connection never leaves the loopback address, its port changes owner with every new machine, and podman writes the
 * key down nowhere. A key remembered for 127.0.0.1:PORT would warn of an attack each time a machine is made anew.
 */

import { accessSync, constants } from 'node:fs'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { AppError, isAppError } from '../../shared/errors.ts'
import type { MachineKind, SudoAccess } from '../../shared/machine.ts'
import type { Ask } from '../lib/ask.ts'
import type { CommandRunner, RunOptions } from '../lib/runner.ts'
import { createSshRunner } from '../ssh/reconnecting-runner.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import { type MachineHandle, SYSTEMCTL_REBOOT } from './machine-handle.ts'
import type { PodmanMachine, PodmanSsh } from './parse-podman-machines.ts'
import {
  listPodmanMachines,
  startMachineCommand,
  startPodmanMachine,
  stopMachineCommand,
  stopPodmanMachine,
} from './podman-machines.ts'
import { createReplaceableRunner } from './replaceable-runner.ts'
import { withSudo } from './with-sudo.ts'

export interface OpenContext {
  readonly ask: Ask
  readonly knownHostsPath: string
  readonly localRunner: CommandRunner
  /** What this session's last probe said of root there; undefined before there was one. */
  readonly access: () => SudoAccess | undefined
}

export interface Identity {
  readonly id: string
  readonly name: string
  readonly kind: MachineKind
}

type Restarting = Pick<RunOptions, 'signal' | 'onLines'>

/** Asks systemd there for a restart. The connection going away before an answer came is the answer. */
async function restartFromInside(runner: CommandRunner, options: Restarting): Promise<void> {
  try {
    await runner.run(SYSTEMCTL_REBOOT, { ...options, sudo: true })
  } catch (thrown) {
    if (!isAppError(thrown, 'machine/lost')) throw thrown
  }
}

const identityOf = ({ id, name, kind }: Identity): Identity => ({ id, name, kind })

/** A machine reached over SSH: one a person added, or a practice machine. */
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

const podmanTarget = (name: string, { host, port, user, identityPath }: PodmanSsh): SshTarget => ({
  name,
  host,
  port,
  user,
  keyPaths: [identityPath],
  useAgent: false,
  identitiesOnly: true,
  hostKeyPolicy: 'accept-any',
  jump: [],
})

/** A running Podman machine; throws `machine/stopped` for one that does not run. */
export function openPodmanMachine(identity: Identity, machine: PodmanMachine, context: OpenContext): MachineHandle {
  const { name } = machine
  const { localRunner } = context
  const targetOf = ({ ssh, state }: PodmanMachine): SshTarget => {
    if (ssh && state !== 'stopped') return podmanTarget(name, ssh)
    throw new AppError('machine/stopped', { machine: name })
  }
  const target = targetOf(machine)
  const connection = createReplaceableRunner(createSshRunner(target, context))

  /** Its port, and with `podman machine set --rootful` its user, can be others after a restart. */
  async function findAgain(): Promise<void> {
    const { machines, note } = await listPodmanMachines(localRunner)
    const found = machines.find(each => each.name === name)
    if (!found)
      throw note ?? new AppError('machine/not-found', { name, known: machines.map(each => each.name).join(', ') })
    connection.replace(createSshRunner(targetOf(found), context))
  }

  return {
    ...identityOf(identity),
    user: target.user,
    ...withSudo(connection, { machine: name, user: target.user, ...context }),
    restartCommand: { kind: 'podman', name, argvs: [stopMachineCommand(name), startMachineCommand(name)] },
    async restart(options = {}) {
      await stopPodmanMachine(localRunner, name, options)
      await startPodmanMachine(localRunner, name, options)
      await findAgain()
    },
    async reconnect(signal) {
      await findAgain()
      await connection.connect(signal)
    },
    onConnectionLost: connection.onConnectionLost,
    close: connection.close,
  }
}

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

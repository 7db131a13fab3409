/**
 * Opens a handle on a Podman machine; it connects when first used.
 *
 * A Podman machine's host key is accepted as it comes, as podman itself does (StrictHostKeyChecking=no, pkg/machine/ssh.go):
 * the connection never leaves the loopback address, its port changes owner with every new machine, and podman writes the
 * key down nowhere. A key remembered for 127.0.0.1:PORT would warn of an attack each time a machine is made anew.
 */

import { AppError } from '../../shared/errors.ts'
import { createSshRunner } from '../ssh/reconnecting-runner.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import type { MachineHandle } from './machine-handle.ts'
import { type Identity, identityOf, type OpenContext } from './open-context.ts'
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

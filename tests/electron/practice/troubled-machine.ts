import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, connectWhenBack, readStatus, startFast } from './connect.ts'

const machines: PracticeMachine[] = []

/** Closes every machine a test has started; for `afterEach`. */
export async function closeMachines(): Promise<void> {
  await Promise.all(machines.splice(0).map(machine => machine.close()))
}

/** A machine with a trouble, and a connection to it. */
export async function troubled(trouble: string, backend: 'rpm-ostree' | 'bootc' = 'rpm-ostree', speed = 200) {
  const machine = await startFast({ backend, speed })
  machines.push(machine)
  machine.setTrouble(trouble)
  return { machine, connection: await connect(machine) }
}

export const STABLE = 'quay.io/fedora/fedora-coreos:stable'
export const REBASE = `sudo env LC_ALL=C.UTF-8 rpm-ostree rebase --bypass-driver ostree-unverified-registry:${STABLE}`
export const SWITCH = `sudo sh -c 'exec 3>&1 1>&2; exec "$@"' sh bootc switch --progress-fd 3 ${STABLE}`

export const isStaged = async (connection: Connected): Promise<boolean> =>
  (await readStatus(connection)).deployments.some(each => each.staged)

/** Restarts a machine and connects again when it is back. */
export async function restart(machine: PracticeMachine, connection: Connected): Promise<Connected> {
  await connection.run('sudo systemctl reboot')
  await connection.closed
  return connectWhenBack(machine)
}

export const bootedVersion = async (connection: Connected): Promise<unknown> =>
  (await readStatus(connection)).deployments.find(each => each.booted)?.version

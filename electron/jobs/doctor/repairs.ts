import type { Holder, Repair } from '../../../shared/doctor.ts'
import type { Backend, RunningTransaction } from '../../backends/backend.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import { restartDaemonCommand } from './doctor-commands.ts'

export interface Found {
  readonly machine: MachineHandle
  readonly backend: Backend
  readonly transaction: RunningTransaction | undefined
  readonly isDaemonFailed: boolean
  readonly holders: readonly Holder[]
}

const UNTOUCHED = 'The running system and the way back stay as they are, and fetched layers are kept.'

/** What can be done, mildest first. What belongs to another Drydock is never stopped from here by its unit. */
export function repairsFor({ machine, backend, transaction, isDaemonFailed, holders }: Found): readonly Repair[] {
  const lines = (argv: readonly string[]): readonly string[] => [machine.commandLine(argv, { sudo: true })]
  const wait: Repair = {
    id: 'wait',
    title: 'Wait, and look again',
    consequence: 'Nothing is stopped. A download of a few gigabytes can take half an hour.',
    commands: [],
    isAdvised: !isDaemonFailed,
  }
  const cancel: Repair = {
    id: 'cancel',
    title: 'Ask rpm-ostree to cancel the change',
    consequence: `The change ends without a result. ${UNTOUCHED}`,
    commands: lines(backend.cancelCommand ?? []),
    isAdvised: false,
  }
  const restart: Repair = {
    id: 'restart-daemon',
    title: 'Restart rpm-ostree’s daemon',
    consequence: `For a change that cannot be cancelled, or a daemon that does not run. Whatever it works on is broken off. ${UNTOUCHED}`,
    commands: lines(restartDaemonCommand),
    isAdvised: isDaemonFailed,
  }
  return [
    ...(holders.length > 0 ? [wait] : []),
    ...(transaction && backend.cancelCommand ? [cancel] : []),
    ...(transaction || isDaemonFailed ? [restart] : []),
  ]
}

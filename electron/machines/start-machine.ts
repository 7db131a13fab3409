import { AppError } from '../../shared/errors.ts'
import type { CommandRunner } from '../lib/runner.ts'
import type { KnownMachines } from './known-machines.ts'
import type { MachineRecord } from './machine-record.ts'
import type { MachineStates } from './machine-states.ts'
import { startPodmanMachine } from './podman-machines.ts'

export interface StartParts {
  readonly record: MachineRecord
  readonly states: MachineStates
  readonly known: KnownMachines
  readonly localRunner: CommandRunner
  readonly onLine?: ((line: string) => void) | undefined
}

/** Starts a Podman machine, shown as starting meanwhile. Rejects with `podman/failed`, or `usage/invalid` for others. */
export async function startMachine({ record, states, known, localRunner, onLine }: StartParts): Promise<void> {
  const { id, kind, name } = record
  if (kind !== 'podman') throw new AppError('usage/invalid', { reason: `${name} is not started from this computer.` })
  states.set(id, { kind: 'starting' })
  try {
    await startPodmanMachine(localRunner, name, {
      onLines: (_stream, lines) => {
        for (const line of lines) onLine?.(line)
      },
    })
  } finally {
    states.set(id, { kind: 'asking' })
    await known.refreshPodman()
  }
}

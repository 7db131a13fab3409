import { AppError, fromReport } from '../../shared/errors.ts'
import type { Machine, MachineFacts } from '../../shared/machine.ts'

export interface UsableMachine {
  readonly facts: MachineFacts & { readonly backend: NonNullable<MachineFacts['backend']> }
}

/** A machine that can be changed now; throws the reason why not. */
export function usableMachine(machine: Machine): UsableMachine {
  const { state, facts, name } = machine
  if (state.kind === 'unreachable' || state.kind === 'unsupported') throw fromReport(state.error)
  if (state.kind === 'stopped' || state.kind === 'starting') throw new AppError('machine/stopped', { machine: name })
  if (!facts?.backend) {
    throw new AppError('machine/not-image-based', { machine: name, os: facts?.osName ?? 'something' })
  }
  return { facts: { ...facts, backend: facts.backend } }
}

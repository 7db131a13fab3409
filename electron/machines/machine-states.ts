/** What is known of each machine at this moment: its state, and the facts it told last (facts-cache.ts). */

import type { Machine, MachineState } from '../../shared/machine.ts'
import { type KnownFacts, openFactsCache } from './facts-cache.ts'
import { type MachineRecord, stateWithoutAsking } from './machine-record.ts'

export interface MachineStates {
  get(record: MachineRecord): MachineState
  set(machineId: string, state: MachineState): void
  /** The facts a machine told, in this session or before. */
  facts(machineId: string): KnownFacts | undefined
  /** The facts it told in this session. */
  freshFacts(machineId: string): KnownFacts | undefined
  learn(machineId: string, known: KnownFacts): void
  forget(machineId: string): void
  close(): void
}

export function openMachineStates(dataDir: string, onChange: () => void): MachineStates {
  const cache = openFactsCache(dataDir)
  const states = new Map<string, MachineState>()
  const fresh = new Set<string>()

  return {
    // A restart that Drydock itself makes stops a Podman machine for a moment; that is no news.
    get(record) {
      const told = states.get(record.id)
      if (told?.kind === 'restarting' || told?.kind === 'starting') return told
      return stateWithoutAsking(record) ?? told ?? { kind: 'asking' }
    },
    set(id, state) {
      states.set(id, state)
      onChange()
    },
    facts: id => cache.get(id),
    freshFacts: id => (fresh.has(id) ? cache.get(id) : undefined),
    learn(id, known) {
      fresh.add(id)
      cache.set(id, known)
    },
    forget(id) {
      states.delete(id)
      fresh.delete(id)
      cache.delete(id)
      onChange()
    },
    close: () => cache.close(),
  }
}

type JobsOf = Partial<Pick<Machine, 'lastJob' | 'runningJobId' | 'swept' | 'otherDrydock'>>

/** One line of the list as a window sees it. */
export function toMachine(record: MachineRecord, states: MachineStates, jobs: JobsOf): Machine {
  const { id, name, kind, address, isDefault } = record
  return { id, name, kind, address, isDefault, state: states.get(record), ...states.facts(id), ...jobs }
}

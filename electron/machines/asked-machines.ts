/** The machines there are, with what each said last: every look at one goes through here. */

import type { LastJob, Machine, MachineFacts } from '../../shared/machine.ts'
import { findMachine } from './find-machine.ts'
import type { KnownMachines } from './known-machines.ts'
import type { MachineAsker } from './machine-asker.ts'
import type { MachineRecord } from './machine-record.ts'
import { type MachineStates, toMachine } from './machine-states.ts'

export interface AskedMachinesParts {
  readonly known: KnownMachines
  readonly states: MachineStates
  readonly asker: MachineAsker
  readonly lastJobOf: (machineId: string) => LastJob | undefined
  readonly runningJobOf: (machineId: string) => string | undefined
  readonly sweptOf?: (machineId: string) => readonly string[]
  readonly othersIn?: (facts: MachineFacts) => readonly string[]
}

export interface AskedMachines {
  /** The record of an id; podman is asked first where only podman could know it. Rejects with `machine/not-found`. */
  recordOf(machineId: string): Promise<MachineRecord>
  shown(record: MachineRecord): Machine
  /** What is known of it, after it was asked once. */
  knownOf(machineId: string): Promise<Machine>
  /** Asks it again, for a person. */
  refresh(machineId: string): Promise<Machine>
  /** Asks podman and all of them again. */
  refreshAll(): Promise<void>
}

const isPodman = (record: MachineRecord): boolean => record.kind === 'podman'

export function createAskedMachines(parts: AskedMachinesParts): AskedMachines {
  const { known, states, asker } = parts

  function shown(record: MachineRecord): Machine {
    const lastJob = parts.lastJobOf(record.id)
    const runningJobId = parts.runningJobOf(record.id)
    const swept = parts.sweptOf?.(record.id) ?? []
    const facts = states.facts(record.id)?.facts
    const others = (facts && parts.othersIn?.(facts)) ?? []
    return toMachine(record, states, {
      ...(lastJob ? { lastJob } : {}),
      ...(runningJobId === undefined ? {} : { runningJobId }),
      ...(swept.length === 0 ? {} : { swept }),
      ...(others.length === 0 ? {} : { otherDrydock: others }),
    })
  }

  async function recordOf(id: string): Promise<MachineRecord> {
    if (!known.records().some(record => record.id === id)) await known.asked()
    return findMachine(known.records(), id)
  }

  async function refresh(id: string): Promise<Machine> {
    if (isPodman(await recordOf(id))) await known.refreshPodman()
    await asker.ask(await recordOf(id), { byPerson: true })
    return shown(await recordOf(id))
  }

  async function knownOf(id: string): Promise<Machine> {
    const record = await recordOf(id)
    if (states.get(record).kind === 'asking') await asker.ask(record, { byPerson: false })
    return shown(await recordOf(id))
  }

  const askAll = (records: readonly MachineRecord[]): Promise<unknown> =>
    Promise.all(records.map(record => asker.ask(record, { byPerson: false })))

  async function refreshPodmanMachines(): Promise<void> {
    await known.refreshPodman()
    await askAll(known.records().filter(isPodman))
  }

  return {
    recordOf,
    shown,
    knownOf,
    refresh,
    async refreshAll() {
      await Promise.all([askAll(known.records().filter(record => !isPodman(record))), refreshPodmanMachines()])
    },
  }
}

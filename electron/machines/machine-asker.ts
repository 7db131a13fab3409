/** Asks machines how they are, many at once, and keeps what they said in the states. One question a machine at a time. */

import { setTimeout as sleep } from 'node:timers/promises'
import pLimit from 'p-limit'
import { toAppError } from '../../shared/errors.ts'
import type { MachineState } from '../../shared/machine.ts'
import { machineFacts } from './machine-facts.ts'
import type { MachineHandle } from './machine-handle.ts'
import { type MachineRecord, stateWithoutAsking } from './machine-record.ts'
import type { MachineStates } from './machine-states.ts'
import { type ProbeAnswer, readProbe } from './read-machine-facts.ts'
import { unsupportedReason } from './unsupported-reason.ts'

/** A login costs about 13 ms of this thread; more at once would only make the window stutter. */
const AT_ONCE = 12
/** One that is silent, or waits for a person, gives its place to the next after this long, and goes on waiting. */
const PLACE_FOR_MS = 1500

export interface AskOptions {
  /** A person asked for this machine: it goes first, may ask for sudo's password, and its answer ends `restarting`. */
  readonly byPerson: boolean
}

export interface MachineAsker {
  /** Resolves when the machine answered or failed to; the states tell which. Never rejects. */
  ask(record: MachineRecord, options: AskOptions): Promise<void>
  /** Ends what is being asked. */
  close(): void
}

export interface AskerParts {
  readonly states: MachineStates
  readonly open: (record: MachineRecord) => MachineHandle
  readonly now: () => number
}

const isRootful = (record: MachineRecord): boolean => record.kind === 'podman' && record.machine.rootful

export function createMachineAsker({ states, open, now }: AskerParts): MachineAsker {
  const limit = pLimit(AT_ONCE)
  const closing = new AbortController()
  const asking = new Map<string, { readonly byPerson: boolean; readonly done: Promise<void> }>()

  function answered(record: MachineRecord, machine: MachineHandle, { probe, stderr }: ProbeAnswer): MachineState {
    states.learn(record.id, { facts: machineFacts(probe, { rootful: isRootful(record) }), factsAt: now() })
    const reason = unsupportedReason(probe, { machine: record.name, user: machine.user, stderr })
    return reason ? { kind: 'unsupported', error: reason.report } : { kind: 'ready' }
  }

  async function probe(record: MachineRecord, byPerson: boolean): Promise<MachineState> {
    try {
      const machine = open(record)
      return answered(record, machine, await readProbe(machine, { mayAsk: byPerson, signal: closing.signal }))
    } catch (thrown) {
      return { kind: 'unreachable', error: toAppError(thrown).report }
    }
  }

  async function askNow(record: MachineRecord, byPerson: boolean): Promise<void> {
    const before = states.get(record)
    // What is known stays on the screen while it is asked again; only news takes it away.
    if (before.kind === 'unreachable') states.set(record.id, { kind: 'asking' })
    const state = await probe(record, byPerson)
    if (closing.signal.aborted) return
    const isRestarting = states.get(record).kind === 'restarting'
    if (!isRestarting || byPerson || state.kind !== 'unreachable') states.set(record.id, state)
  }

  const inTurn = (work: () => Promise<void>): Promise<void> =>
    new Promise(resolve => {
      void limit(() => {
        const done = work().then(resolve)
        return Promise.race([done, sleep(PLACE_FOR_MS, undefined, { ref: false })])
      })
    })

  function ask(record: MachineRecord, { byPerson }: AskOptions): Promise<void> {
    if (closing.signal.aborted || stateWithoutAsking(record)) return Promise.resolve()
    const running = asking.get(record.id)
    if (running && (running.byPerson || !byPerson)) return running.done
    const done = (byPerson ? askNow(record, true) : inTurn(() => askNow(record, false))).finally(() => {
      if (asking.get(record.id)?.done === done) asking.delete(record.id)
    })
    asking.set(record.id, { byPerson, done })
    return done
  }

  return { ask, close: () => closing.abort(new Error('Drydock is closing')) }
}

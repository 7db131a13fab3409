/**
 * Reads what a unit says until it has ended, and all of it: the journal is followed, systemd is asked for the unit's state
 * whenever it said something itself and every few seconds besides, and after the end the journal is synced and read once
 * more from where the following had come to.
 */

import { isAppError } from '../../../shared/errors.ts'
import { waitFor } from '../../lib/back-off.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import type { JournalPlace } from './journal-reader.ts'
import { parseUnitState, type UnitEnd, type UnitState } from './parse-unit-state.ts'
import { followJournalCommand, readJournalCommand, showUnitCommand, syncJournalCommand } from './unit-commands.ts'

const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 5_000
const ANSWER_MS = 30_000
const READ_MS = 120_000

export interface Followed {
  readonly machine: MachineHandle
  readonly unit: string
  readonly place: JournalPlace
  readonly signal: AbortSignal
  /** Resolves when systemd said something about the unit, so that it is worth asking. */
  readonly nextPoke: () => Promise<void>
}

/** The state of a unit now. */
export async function readUnitState(machine: MachineHandle, unit: string, signal?: AbortSignal): Promise<UnitState> {
  const { stdout } = await machine.run(showUnitCommand(unit), { timeoutMs: ANSWER_MS, ...(signal ? { signal } : {}) })
  return parseUnitState(stdout)
}

/** Its end, or `absent` when there is no such unit (any more). Rejects as `machine.run` does. */
export async function followUnit(followed: Followed): Promise<UnitEnd | { readonly kind: 'absent' }> {
  const done = new AbortController()
  const signal = AbortSignal.any([followed.signal, done.signal])
  const following = follow({ ...followed, signal })
  try {
    const state = await Promise.race([untilEnded({ ...followed, signal }), following])
    done.abort(new Error('the unit has ended'))
    // Only one reads at a time, else each would take the other's lines for a gap.
    await following.catch(() => undefined)
    await readRest(followed)
    return state
  } finally {
    done.abort(new Error('no longer followed'))
    following.catch(() => undefined)
  }
}

/** Follows the journal for ever; rejects when it cannot. */
async function follow({ machine, unit, place, signal }: Followed): Promise<never> {
  for (;;) {
    const reading = place.open()
    try {
      // 124: its time is over (timeout(1)), which says nothing about the unit.
      await machine.run(followJournalCommand(unit, place.cursor), {
        sudo: true,
        signal,
        okExitCodes: [0, 124],
        onBytes: (stream, bytes) => stream === 'stdout' && reading.write(bytes),
      })
    } finally {
      reading.close()
    }
    await waitFor(FIRST_LOOK_MS, signal)
  }
}

async function untilEnded({
  machine,
  unit,
  signal,
  nextPoke,
}: Followed): Promise<Exclude<UnitState, { kind: 'running' }>> {
  for (let waitMs = FIRST_LOOK_MS; ; ) {
    const state = await readUnitState(machine, unit, signal)
    if (state.kind !== 'running') return state
    const poked = nextPoke().then(() => true)
    const isPoked = await Promise.race([poked, waitFor(waitMs, signal).then(() => false)])
    waitMs = isPoked ? FIRST_LOOK_MS : Math.min(waitMs * 2, LONGEST_LOOK_MS)
  }
}

async function readRest({ machine, unit, place, signal }: Followed): Promise<void> {
  try {
    await machine.run(syncJournalCommand, { sudo: true, signal, timeoutMs: ANSWER_MS })
  } catch (thrown) {
    // Without it the last lines may come a moment later; that is no reason to fail.
    if (!isAppError(thrown, 'command/failed')) throw thrown
  }
  const reading = place.open()
  try {
    await machine.run(readJournalCommand(unit, place.cursor), {
      sudo: true,
      signal,
      timeoutMs: READ_MS,
      onBytes: (stream, bytes) => stream === 'stdout' && reading.write(bytes),
    })
  } finally {
    reading.close()
  }
}

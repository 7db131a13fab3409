/**
 * Runs one command of a job on its machine so that it goes on without us. The log is where we are: the command is written
 * down before it is started, each line with its place in the machine's journal, the end before the unit is let go. So a
 * process that vanished at any moment left enough for the next one to go on, with no line missing and none twice.
 */

import { AppError, isAppError } from '../../../shared/errors.ts'
import type { Job, JobEventBody } from '../../../shared/job.ts'
import type { UnitRecord } from '../../../shared/job-record.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import { commandResult } from '../../lib/command-end.ts'
import type { CommandResult } from '../../lib/runner.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import { isAway } from '../await-answer.ts'
import { emitLines } from '../emit-lines.ts'
import { type DetachedWish, detachedCommand } from './detached-command.ts'
import { detachmentOn } from './detachment.ts'
import { followUnit, readUnitState } from './follow-unit.ts'
import { createJournalPlace } from './journal-reader.ts'
import type { UnitEnd } from './parse-unit-state.ts'
import { createPoker } from './poker.ts'
import { resetUnitCommand, stopUnitCommand } from './unit-commands.ts'
import { unitName } from './unit-name.ts'
import { createUnitOutput } from './unit-output.ts'

const ANSWER_MS = 60_000
/** systemctl's exit code for a unit that is not loaded (any more). */
const RELEASED = [0, 1, 5]

export interface DetachedParts {
  readonly jobId: string
  readonly signal: AbortSignal
  /** Commands run through it are told. */
  readonly told: MachineHandle
  readonly quiet: MachineHandle
  readonly facts: () => MachineFacts
  readonly job: () => Job
  /** What a command has said so far, as it stands in the log. */
  readonly said: (unit: UnitRecord) => { readonly stdout: string; readonly stderr: string }
  readonly emit: (body: JobEventBody) => void
  readonly note: (text: string) => void
  readonly nextCommandId: () => number
  /** Waits until the machine answers again; its boot id. */
  readonly reconnect: () => Promise<string>
  /** Units this job has started so far; the last of them may still be there from an earlier process. */
  readonly earlierUnits: readonly string[]
}

export interface DetachedRunner {
  /**
   * Runs a command to its end, or finds the one an earlier process started and goes on with it. Rejects as
   * `machine.run` does, and with `job/unit-gone` when the unit vanished without a word.
   */
  run(wish: DetachedWish): Promise<CommandResult>
  /**
   * Brings to its end what an earlier process started, whatever it was: for commands that must not be run twice, so that
   * the machine can be asked what is true.
   */
  finishEarlier(): Promise<void>
}

export function createDetachedRunner(parts: DetachedParts): DetachedRunner {
  const { quiet, told, emit, signal } = parts
  const units = [...parts.earlierUnits]
  let mayAttach = units.length > 0

  const commandFor = (wish: DetachedWish, unit: string): readonly string[] =>
    detachedCommand(wish, { jobId: parts.jobId, unit, facts: parts.facts() })
  const lineFor = (wish: DetachedWish, unit: string): string =>
    quiet.commandLine(commandFor(wish, unit), { sudo: true })

  /** The unit of an earlier process that runs this very command. */
  function earlier(wish: DetachedWish): UnitRecord | undefined {
    const { unit } = parts.job()
    // Whatever makes it root's may be another now, a password instead of none.
    const isIt = mayAttach && unit?.text.endsWith(quiet.commandLine(commandFor(wish, unit.name))) === true
    mayAttach = false
    return isIt ? unit : undefined
  }

  function announce(wish: DetachedWish): UnitRecord {
    const isUsed = (attempt: number): boolean => units.includes(unitName(parts.jobId, wish.part, attempt))
    let attempt = 1
    while (isUsed(attempt)) attempt++
    const unit = unitName(parts.jobId, wish.part, attempt)
    units.push(unit)
    emit({ kind: 'command', commandId: parts.nextCommandId(), text: lineFor(wish, unit), unit })
    return parts.job().unit as UnitRecord
  }

  /** A lost answer is asked for again: whether the unit is there says whether the word arrived. */
  async function start(wish: DetachedWish, unit: UnitRecord): Promise<void> {
    for (;;) {
      try {
        await quiet.run(commandFor(wish, unit.name), { sudo: true, signal, timeoutMs: ANSWER_MS })
        return
      } catch (thrown) {
        if (!isAway(thrown)) throw failedToStart(unit, thrown)
        await reconnectInBoot(unit)
        if ((await readUnitState(quiet, unit.name, signal)).kind !== 'absent') return
      }
    }
  }

  function failedToStart(unit: UnitRecord, thrown: unknown): unknown {
    if (!isAppError(thrown, 'command/failed')) return thrown
    const { commandId, startedAt } = unit
    const lines = (thrown.raw ?? thrown.facts.stderr).trimEnd().split('\n')
    emitLines(emit, { commandId, stream: 'stderr', lines })
    emit({ kind: 'exit', commandId, exitCode: thrown.facts.exitCode, durationMs: Date.now() - startedAt })
    return thrown
  }

  async function reconnectInBoot(unit: UnitRecord): Promise<void> {
    if ((await parts.reconnect()) !== parts.facts().bootId) throw gone(unit, 'the machine has restarted meanwhile')
  }

  const gone = (unit: UnitRecord, why: string): AppError =>
    new AppError('job/unit-gone', { machine: quiet.name, unit: unit.name, why })

  /** Reads on until the end, through as many lost connections as there are. */
  async function follow(
    unit: UnitRecord,
    onLines: DetachedWish['onLines'],
    begin?: () => Promise<void>,
  ): Promise<UnitEnd> {
    const { commandId, name } = unit
    const poker = createPoker()
    const output = createUnitOutput(({ stream, lines, cursor }) => {
      emitLines(emit, { commandId, stream, lines, cursor })
      onLines?.(stream, lines)
    })
    let hasSpoken = unit.cursor !== undefined
    const place = createJournalPlace({
      cursor: unit.cursor,
      onEntries(entries) {
        hasSpoken = true
        output(entries)
        if (entries.some(entry => !entry.output)) poker.poke()
      },
      onGap: () => parts.note(`The journal of ${quiet.name} was cut short meanwhile; some lines may be missing here.`),
    })
    for (let isStarted = begin === undefined; ; ) {
      try {
        const end = await followUnit({ machine: quiet, unit: name, place, signal, nextPoke: poker.next })
        if (end.kind === 'ended') return end
        // Written down, but never begun: the process that was to start it vanished in between.
        if (isStarted || hasSpoken) throw gone(unit, 'it is no longer there')
        await begin?.()
        isStarted = true
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown
        await reconnectInBoot(unit)
      }
    }
  }

  async function release(unit: UnitRecord, exitCode: number | null): Promise<void> {
    const command = exitCode === 0 ? stopUnitCommand(unit.name) : resetUnitCommand(unit.name)
    for (;;) {
      try {
        await told.run(command, { sudo: true, signal, okExitCodes: RELEASED, timeoutMs: ANSWER_MS })
        return
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown
        await parts.reconnect()
      }
    }
  }

  async function endOf(
    unit: UnitRecord,
    onLines: DetachedWish['onLines'],
    begin?: () => Promise<void>,
  ): Promise<number | null> {
    if (unit.exit) return unit.exit.exitCode
    const { exitCode, signal: number } = await follow(unit, onLines, begin)
    const { commandId, startedAt } = unit
    if (number !== undefined) emitLines(emit, { commandId, stream: 'stderr', lines: [`ended by signal ${number}`] })
    emit({ kind: 'exit', commandId, exitCode, durationMs: Date.now() - startedAt })
    return exitCode
  }

  return {
    async run(wish) {
      if (detachmentOn(quiet, parts.facts()).kind === 'attached') {
        const { argv, isUsers, onLines } = wish
        return told.run(argv, { sudo: isUsers !== true, signal, ...(onLines ? { onLines } : {}) })
      }
      const startedAtMs = performance.now()
      const found = earlier(wish)
      const unit = found ?? announce(wish)
      if (found) parts.note(`Going on with ${unit.name}.`)
      else await start(wish, unit)
      const exitCode = await endOf(unit, wish.onLines, found && (() => start(wish, unit)))
      await release(unit, exitCode)
      return commandResult(wish.argv, { ...parts.said(unit), exitCode, startedAtMs }, {})
    },
    async finishEarlier() {
      const { unit } = parts.job()
      if (!mayAttach || !unit) return
      mayAttach = false
      try {
        await release(unit, await endOf(unit, undefined))
      } catch (thrown) {
        // It never began, or is gone: then what the machine says is all there is to know.
        if (!isAppError(thrown, 'job/unit-gone')) throw thrown
      }
    },
  }
}

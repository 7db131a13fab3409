/**
 * Ends what a job started on its machine: its unit, and with it the transaction rpm-ostree's daemon works on for it. A
 * transaction of anybody else is left alone: each tells which unit its client was started in, and its command line.
 */

import { isAppError } from '../../shared/errors.ts'
import type { JobEventBody } from '../../shared/job.ts'
import type { UnitRecord } from '../../shared/job-record.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { RunningTransaction } from '../backends/backend.ts'
import { waitFor } from '../lib/back-off.ts'
import { readMachineFacts } from '../machines/read-machine-facts.ts'
import { awaitAnswer } from './await-answer.ts'
import type { StepContext } from './step.ts'
import { stagingCommands } from './steps/commands.ts'
import { describeTruth } from './truth.ts'
import { resetUnitCommand, stopUnitCommand } from './units/unit-commands.ts'
import { jobIdOfUnit } from './units/unit-name.ts'

const STOP_MS = 60_000
const MOST_CANCELS = 10
const CANCEL_PAUSE_MS = 500
/** systemctl's exit codes for a unit that is not loaded (any more). */
const OK = [0, 1, 5]

export interface Unsettled {
  /** The unit started last, whether its end was read or not. */
  readonly unit: UnitRecord | undefined
  /** How long a machine that does not answer is waited for. */
  readonly patienceMs: number
  readonly emit: (body: JobEventBody) => void
}

/** What is true there afterwards, or undefined where the machine does not answer: then its next connection is swept. */
export async function settleWork(context: StepContext, unsettled: Unsettled): Promise<MachineFacts | undefined> {
  const { unit, emit } = unsettled
  try {
    await awaitAnswer(context, {
      deadlineMs: unsettled.patienceMs,
      onAway: ({ attempt, nextTryMs }) => context.reconnecting({ attempt, nextTryMs }),
    })
    if (unit && !unit.exit) await stopUnit(context, unit, emit)
    const facts = await withoutTransaction(context)
    context.note(describeTruth(facts))
    return facts
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
    if (unit && !unit.exit) context.note(`${unit.name} is ended as soon as ${context.machine.name} answers again.`)
    return undefined
  }
}

async function stopUnit(context: StepContext, unit: UnitRecord, emit: (body: JobEventBody) => void): Promise<void> {
  const { machine, signal } = context
  const options = { sudo: true, signal, okExitCodes: OK, timeoutMs: STOP_MS }
  await machine.run(stopUnitCommand(unit.name), options)
  await machine.run(resetUnitCommand(unit.name), options)
  emit({ kind: 'exit', commandId: unit.commandId, exitCode: null, durationMs: Date.now() - unit.startedAt })
}

/** Began by one of the job's units, or (without units) under the words of one of its commands. */
function isOwn({ jobId, backend, plan, memory }: StepContext, { title, unit }: RunningTransaction): boolean {
  if (unit !== undefined && jobIdOfUnit(unit) === jobId) return true
  const commands = stagingCommands(backend, plan, memory.source ?? plan.image?.source)
  return commands.some(argv => argv.join(' ').endsWith(`rpm-ostree ${title}`))
}

async function ownTransaction(context: StepContext): Promise<RunningTransaction | undefined> {
  const { backend, quiet, signal } = context
  if (!backend.transactionCommand) return undefined
  const { stdout } = await quiet.run(backend.transactionCommand, { signal, timeoutMs: STOP_MS })
  const transaction = backend.parseTransaction?.(stdout)
  return transaction && isOwn(context, transaction) ? transaction : undefined
}

/** The facts once the daemon no longer works for this job. */
async function withoutTransaction(context: StepContext): Promise<MachineFacts> {
  const { backend, machine, quiet, plan, signal } = context
  const mayHaveOne = plan.steps.some(step => step.name === 'stage')
  for (let cancels = 0; mayHaveOne && cancels < MOST_CANCELS; cancels++) {
    if (!(await ownTransaction(context))) break
    await machine.run(backend.cancelCommand ?? [], { sudo: true, signal, okExitCodes: [0, 1], timeoutMs: STOP_MS })
    await waitFor(CANCEL_PAUSE_MS, signal)
  }
  return readMachineFacts(quiet)
}

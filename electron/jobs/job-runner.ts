/**
 * Runs the steps of a job and tells the story. Never throws: the last state says how it ended, and what is true on the
 * machine then. Whatever happens, what the job made there is removed.
 */

import { deploymentIn } from '../../shared/deployment.ts'
import { AppError, isAppError, toAppError } from '../../shared/errors.ts'
import type { Verdict } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import { awaitAnswer } from './await-answer.ts'
import type { Step, StepContext } from './step.ts'
import { describeTruth } from './truth.ts'

/** How long the end of a failed job waits to learn what is true on the machine. */
const TRUTH_DEADLINE_MS = 20_000

export interface RunnerHooks {
  onStep(step: Step): void
  /** Removes what the job made on the machine; tells whether anything is left there. */
  cleanUp(): Promise<void>
  onEnd(verdict: Verdict): void
}

/**
 * Why a signal is aborted when Drydock closes: the job stops here at once and touches nothing more. What goes on goes on
 * there, and the next start says how the job ended.
 */
export const closing = new Error('Drydock is closing')

export async function runJob(steps: readonly Step[], context: StepContext, hooks: RunnerHooks): Promise<Verdict> {
  const verdict = await verdictOf(steps, context, hooks)
  if (context.signal.reason === closing) return verdict
  await hooks.cleanUp()
  hooks.onEnd(verdict)
  return verdict
}

async function verdictOf(steps: readonly Step[], context: StepContext, hooks: RunnerHooks): Promise<Verdict> {
  const { memory, signal, plan } = context
  try {
    for (const step of steps) {
      signal.throwIfAborted()
      hooks.onStep(step)
      await step.run(context)
      if (memory.ending) return complete(context, memory.ending)
    }
    if (steps.length > 0) throw new AppError('internal', { reason: `the plan “${plan.action}” has no ending` })
    return complete(context, { outcome: 'unchanged', sentence: plan.why ?? 'There was nothing to do.' })
  } catch (thrown) {
    if (signal.reason === closing) return { outcome: 'failed', sentence: closing.message }
    return signal.aborted ? cancelled(context) : failed(context, toAppError(thrown))
  }
}

/** Adds to a verdict what every verdict knows. */
function complete({ memory, plan }: StepContext, verdict: Verdict): Verdict {
  const { status } = memory.facts
  const booted = deploymentIn(status, 'booted')
  const resolved = memory.source ?? plan.image?.source
  const digest = memory.expected?.digests[0] ?? plan.image?.digest
  return {
    ...(plan.image ? { requested: plan.image.requested } : {}),
    ...(resolved === undefined ? {} : { resolved }),
    ...(digest === undefined ? {} : { digest }),
    ...(booted?.digest === undefined ? {} : { bootedDigest: booted.digest }),
    ...(memory.restartMs === undefined ? {} : { restartMs: memory.restartMs }),
    ...(status ? { deployments: status.deployments } : {}),
    ...verdict,
  }
}

async function failed(context: StepContext, error: AppError): Promise<Verdict> {
  const facts = await factsIfAny(context)
  const verdict: Verdict = {
    outcome: 'failed',
    sentence: error.message,
    truth: describeTruth(facts),
    error: error.report,
  }
  return complete(withFacts(context, facts), verdict)
}

/** A cancelled job stops what runs on the machine as well: rpm-ostree's daemon goes on without its client. */
async function cancelled(context: StepContext): Promise<Verdict> {
  const quiet: StepContext = { ...context, signal: new AbortController().signal }
  await stopTransaction(quiet)
  const facts = await factsIfAny(quiet)
  const verdict: Verdict = { outcome: 'cancelled', sentence: 'Cancelled.', truth: describeTruth(facts) }
  return complete(withFacts(context, facts), verdict)
}

async function stopTransaction({ backend, machine, readFacts, plan }: StepContext): Promise<void> {
  if (!backend.cancelCommand) return
  try {
    const facts = await readFacts()
    const title = facts.status?.transaction?.title
    if (title === undefined || plan.steps.every(step => step.name !== 'stage')) return
    await machine.run(backend.cancelCommand, { sudo: true, timeoutMs: 60_000 })
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown
  }
}

/** What is true there now; a machine that just lost the connection gets a moment to answer again. */
async function factsIfAny(context: StepContext): Promise<MachineFacts | undefined> {
  try {
    await awaitAnswer(context, { deadlineMs: TRUTH_DEADLINE_MS, onAway: context.reconnecting })
    return await context.readFacts()
  } catch {
    return undefined
  }
}

function withFacts(context: StepContext, facts: MachineFacts | undefined): StepContext {
  if (facts) context.memory.facts = facts
  return context
}

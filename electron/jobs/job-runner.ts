/**
 * Runs the steps of a job and tells the story. Never throws: the last state says how it ended, and what is true on the
 * machine then. Whatever happens, what the job made there is removed, and what it started there is stopped.
 */

import { deploymentIn } from '../../shared/deployment.ts'
import { AppError, toAppError } from '../../shared/errors.ts'
import type { Verdict } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import { offerAfter } from './offer-after.ts'
import type { Step, StepContext } from './step.ts'
import { describeTruth } from './truth.ts'

/** How long the end of a job waits to learn what is true on the machine. */
const PATIENCE_MS = 20_000

export interface RunnerHooks {
  /** Aborted when the job only stops here and is not over (job-signal.ts). */
  readonly leaving: AbortSignal
  onStep(step: Step): void
  /** How it ends is known; it is over only when everything is cleaned up. */
  onEnding(verdict: Verdict): void
  /**
   * Ends what the job started on the machine and has not seen the end of, by a person's wish or after a failure; what is
   * true there then, if the machine answers within `patienceMs`.
   */
  settle(context: StepContext, patienceMs: number): Promise<MachineFacts | undefined>
  /** Removes what the job made on the machine; tells whether anything is left there. */
  cleanUp(): Promise<void>
  onEnd(verdict: Verdict): void
}

/** `ending`: an earlier process had come to it. The job is over when `onEnd` was called; else it was only left. */
export async function runJob(
  steps: readonly Step[],
  context: StepContext,
  hooks: RunnerHooks,
  ending?: Verdict,
): Promise<void> {
  const verdict = ending ?? (await verdictOf(steps, context, hooks))
  if (hooks.leaving.aborted) return
  if (!ending) hooks.onEnding(verdict)
  await hooks.cleanUp()
  if (!hooks.leaving.aborted) hooks.onEnd(verdict)
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
    if (hooks.leaving.aborted) return { outcome: 'failed', sentence: toAppError(thrown).message }
    // A cancelled job still has to talk to its machine.
    const quiet: StepContext = { ...context, signal: hooks.leaving }
    return signal.aborted ? cancelled(quiet, hooks) : failed(quiet, hooks, toAppError(thrown))
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

async function failed(context: StepContext, hooks: RunnerHooks, error: AppError): Promise<Verdict> {
  return withTruth(context, hooks, { outcome: 'failed', sentence: error.message, error: error.report })
}

const cancelled = (context: StepContext, hooks: RunnerHooks): Promise<Verdict> =>
  withTruth(context, hooks, { outcome: 'cancelled', sentence: 'Cancelled.' })

/** First nothing of the job may go on there; only then is what one sees the truth. */
async function withTruth(context: StepContext, hooks: RunnerHooks, verdict: Verdict): Promise<Verdict> {
  const isKnownAway = verdict.error?.code === 'verify/not-back'
  const facts = await hooks.settle(context, isKnownAway ? 0 : PATIENCE_MS)
  if (facts) context.memory.facts = facts
  const offer = offerAfter(context, facts)
  return complete(context, { ...verdict, truth: describeTruth(facts), ...(offer ? { offer } : {}) })
}

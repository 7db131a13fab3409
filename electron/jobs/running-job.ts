/**
 * One job in this process, from its first event or from where another process left it, to its last: its signals, its
 * person's answer, and what its steps see.
 */

import type { JobEventBody, StepName } from '../../shared/job.ts'
import { createJobContext, type JobContextParts } from './job-context.ts'
import { runJob } from './job-runner.ts'
import { closing, givenUp } from './job-signal.ts'
import { stepsFor } from './plans.ts'
import { settleWork } from './settle-work.ts'
import type { Step } from './step.ts'

export interface RunningJobParts extends Omit<JobContextParts, 'emit' | 'signal' | 'leaving' | 'giveUp' | 'step'> {
  /** Hears of each new event. */
  onEvent(seq: number): void
}

export interface RunningJob {
  readonly jobId: string
  readonly machineId: string
  /** Resolves when the last event is written, or the job was left; never rejects. */
  readonly ended: Promise<void>
  cancel(): void
  /** Drydock closes: stops here and touches nothing more. */
  abandon(): void
  /** Throws `job/not-asking`. */
  answer(answer: 'now' | 'not-now'): void
}

/** The steps that are not yet done, the first of which may have been begun. */
function remainingSteps(steps: readonly Step[], reached: StepName | undefined): readonly Step[] {
  const at = steps.findIndex(step => step.name === reached)
  return at === -1 ? steps : steps.slice(at)
}

export function startRunningJob(parts: RunningJobParts): RunningJob {
  const { log, plan, machine } = parts
  const cancelling = new AbortController()
  const leaving = new AbortController()
  const emit = (body: JobEventBody): void => parts.onEvent(log.append(body).seq)
  const reached = log.job?.steps.at(-1)?.name
  const ending = log.job?.record.ending
  let step: StepName = reached ?? 'preflight'

  const { context, questions, cleanUp } = createJobContext({
    ...parts,
    emit,
    signal: AbortSignal.any([leaving.signal, cancelling.signal]),
    leaving: leaving.signal,
    giveUp: () => leaving.abort(givenUp),
    step: () => step,
  })

  const enter = (next: StepName): void => {
    step = next
    // Whoever is asked is asked with the question; until then it is the step before.
    if (step !== 'ask') emit({ kind: 'state', state: { kind: 'running', step } })
  }

  if (log.job?.record.isCancelled) cancelling.abort(new Error('cancelled'))
  const ended = runJob(
    remainingSteps(stepsFor(plan), reached),
    context,
    {
      leaving: leaving.signal,
      onStep: next => enter(next.name),
      onEnding: verdict => emit({ kind: 'checkpoint', record: { ending: verdict } }),
      // Whoever is known to be away is asked once, and not waited for.
      settle: (quiet, patienceMs) =>
        settleWork(quiet, {
          unit: log.job?.unit,
          patienceMs: log.job?.state.kind === 'reconnecting' ? 0 : patienceMs,
          emit,
        }),
      cleanUp: () => cleanUp(() => enter('clean-up')),
      onEnd: verdict => emit({ kind: 'state', state: { kind: 'ended', verdict } }),
    },
    ending,
  )

  return {
    jobId: log.jobId,
    machineId: machine.id,
    ended,
    cancel() {
      if (cancelling.signal.aborted) return
      emit({ kind: 'checkpoint', record: { isCancelled: true } })
      cancelling.abort(new Error('cancelled'))
    },
    abandon: () => leaving.abort(closing),
    answer: questions.answer,
  }
}

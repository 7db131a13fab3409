import { AppError } from '../../shared/errors.ts'
import { isEnded, type StepName } from '../../shared/job.ts'
import type { JobLog } from './job-log.ts'

/** What to say of a job whose process is gone. */
const TRUTH: Partial<Record<StepName, string>> = {
  preflight: 'Nothing had been changed on the machine.',
  resolve: 'Nothing had been changed on the machine.',
  export: 'The system is unchanged; an unfinished export may lie in /var/tmp until Drydock connects again.',
  stage: 'The running system is unchanged. Whether the new one was staged shows on the machine’s page.',
  ask: 'The new system is staged and starts with the next restart.',
  restart: 'The machine was being restarted. What it runs now shows on its page.',
  verify: 'The machine had been restarted. What it runs now shows on its page.',
}

/** Ends a job that nobody can go on with: of an older version, or of a machine that is no longer in the list. */
export function endInterrupted(log: JobLog): void {
  const job = log.job
  if (!job || isEnded(job)) return
  const step = job.steps.at(-1)?.name ?? 'preflight'
  const truth = TRUTH[step] ?? 'What it runs now shows on the machine’s page.'
  const error = new AppError('job/interrupted', { step, truth }).report
  const outcome = step === 'ask' ? 'staged' : 'failed'
  log.append({ kind: 'state', state: { kind: 'ended', verdict: { outcome, sentence: error.message, truth, error } } })
}

import type { MachineFacts } from '../../shared/machine.ts'
import type { JobLog } from './job-log.ts'

/** The machine as it was before the job, as its first event tells; throws for a log of before that was told. */
export function startedFacts(log: JobLog): MachineFacts {
  const [first] = log.readEvents(0, 1)
  if (first?.kind !== 'started' || !first.facts) throw new Error(`job ${log.jobId} does not say what was before it`)
  return first.facts
}

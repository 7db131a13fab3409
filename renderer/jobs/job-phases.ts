/** The steps of a job in order, planned ones and those that came up, and how each stands. Pure. */
import { isEnded, type Job, type StepName, type StepRecord } from '../../shared/job.ts'

type Look = 'success' | 'info' | 'danger' | 'pending' | 'warning'

interface Standing {
  readonly look: Look
  readonly words: string
}

export interface Phase extends Standing {
  readonly name: StepName
  readonly record: StepRecord | undefined
}

/** Every step once; one that ran twice stands as it stood last. */
export function phasesOf(job: Job): readonly Phase[] {
  const planned = job.plan.steps.map(({ name }) => name)
  const names = [...planned, ...job.steps.map(({ name }) => name).filter(name => !planned.includes(name))]
  const last = job.steps.at(-1)
  return [...new Set(names)].map(name => {
    const record = job.steps.findLast(step => step.name === name)
    return { name, record, ...standingOf(job, record, record !== undefined && record === last) }
  })
}

function standingOf(job: Job, record: StepRecord | undefined, isLast: boolean): Standing {
  if (!record) return { look: 'pending', words: isEnded(job) ? 'not run' : '' }
  const outcome = job.state.kind === 'ended' ? job.state.verdict.outcome : undefined
  if (isLast && outcome === 'failed') return { look: 'danger', words: 'failed' }
  if (isLast && outcome === 'cancelled') return { look: 'warning', words: 'cancelled' }
  if (record.endedAt !== undefined) return { look: 'success', words: 'done' }
  return job.state.kind === 'asking'
    ? { look: 'warning', words: 'waits for you' }
    : { look: 'info', words: 'under way' }
}

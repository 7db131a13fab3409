import { ProgressStep, ProgressStepper } from '@patternfly/react-core'
import { isEnded, type Job, type StepName, type StepRecord } from '../../shared/job.ts'
import { formatExact } from '../ui/format.ts'
import { Duration } from './duration.tsx'
import { stepTitle } from './job-words.ts'

type Look = 'success' | 'info' | 'danger' | 'pending' | 'warning'

interface Phase {
  readonly name: StepName
  readonly record: StepRecord | undefined
  readonly look: Look
  readonly words: string
}

/** The steps of a job in order: planned ones, and those that came up. Pure. */
export function phasesOf(job: Job): readonly Phase[] {
  const planned = job.plan.steps.map(({ name }) => name)
  const names = [...planned, ...job.steps.map(({ name }) => name).filter(name => !planned.includes(name))]
  const last = job.steps.at(-1)
  return [...new Set(names)].map(name => {
    const record = job.steps.findLast(step => step.name === name)
    return { name, record, ...lookOf(job, record, record !== undefined && record === last) }
  })
}

function lookOf(
  job: Job,
  record: StepRecord | undefined,
  isLast: boolean,
): { readonly look: Look; readonly words: string } {
  if (!record) return { look: 'pending', words: isEnded(job) ? 'not run' : '' }
  if (job.state.kind === 'ended' && isLast && ['failed', 'cancelled'].includes(job.state.verdict.outcome))
    return job.state.verdict.outcome === 'failed'
      ? { look: 'danger', words: 'failed' }
      : { look: 'warning', words: 'cancelled' }
  if (record.endedAt !== undefined) return { look: 'success', words: 'done' }
  return job.state.kind === 'asking'
    ? { look: 'warning', words: 'waits for you' }
    : { look: 'info', words: 'under way' }
}

/** The steps with their times. */
export function Phases({ job }: { readonly job: Job }) {
  return (
    <ProgressStepper isVertical aria-label="Steps" className="dd-phases">
      {phasesOf(job).map(({ name, record, look, words }) => (
        <ProgressStep
          key={name}
          id={`step-${name}`}
          titleId={`step-${name}-title`}
          variant={look}
          isCurrent={record !== undefined && record.endedAt === undefined}
          aria-label={`${stepTitle(job, name)}: ${words || 'to come'}`}
          description={
            <span title={record && formatExact(record.startedAt)}>
              {record ? <Duration from={record.startedAt} to={record.endedAt} /> : words}
              {(look === 'danger' || look === 'warning') && record && ` · ${words}`}
            </span>
          }
        >
          {stepTitle(job, name)}
        </ProgressStep>
      ))}
    </ProgressStepper>
  )
}

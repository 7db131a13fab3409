import { ProgressStep, ProgressStepper } from '@patternfly/react-core'
import type { Job } from '../../shared/job.ts'
import { formatExact } from '../ui/format.ts'
import { Duration } from './duration.tsx'
import { phasesOf } from './job-phases.ts'
import { stepTitle } from './job-words.ts'

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

import CheckCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/check-circle-icon'
import ExclamationCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-circle-icon'
import MinusCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/minus-circle-icon'
import PowerOffIcon from '@patternfly/react-icons/dist/dynamic/icons/power-off-icon'
import SyncAltIcon from '@patternfly/react-icons/dist/dynamic/icons/sync-alt-icon'
import type { ComponentType } from 'react'
import type { JobOutcome } from '../../shared/job.ts'
import type { Machine } from '../../shared/machine.ts'
import { hrefOf } from '../app/route.ts'
import { outcomeWords } from '../jobs/job-words.ts'
import { StateLabel } from '../ui/state-label.tsx'
import { When } from '../ui/when.tsx'

const icons: Readonly<Record<JobOutcome, ComponentType>> = {
  booted: CheckCircleIcon,
  staged: PowerOffIcon,
  unchanged: MinusCircleIcon,
  failed: ExclamationCircleIcon,
  cancelled: MinusCircleIcon,
}

/** How a job ended, as word, icon and colour. */
export function OutcomeLabel({ outcome }: { readonly outcome: JobOutcome }) {
  const { text, tone } = outcomeWords[outcome]
  return (
    <StateLabel tone={tone} icon={icons[outcome]}>
      {text}
    </StateLabel>
  )
}

/** The last job of a machine, or the one that runs. */
export function LastJobCell({ machine: { runningJobId, lastJob } }: { readonly machine: Machine }) {
  if (runningJobId !== undefined)
    return (
      <a href={hrefOf({ kind: 'job', jobId: runningJobId })}>
        <StateLabel tone="pending" icon={SyncAltIcon} isSpinning>
          Show the job
        </StateLabel>
      </a>
    )
  if (!lastJob) return <span className="dd-subtle">none yet</span>
  return (
    <a className="dd-last-job" href={hrefOf({ kind: 'job', jobId: lastJob.jobId })}>
      <OutcomeLabel outcome={lastJob.outcome} />{' '}
      <span className="dd-subtle">
        <When at={lastJob.endedAt} />
      </span>
    </a>
  )
}

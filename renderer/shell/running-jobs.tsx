import ExclamationCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-circle-icon'
import SyncAltIcon from '@patternfly/react-icons/dist/dynamic/icons/sync-alt-icon'
import { isEnded } from '../../shared/job.ts'
import { hrefOf } from '../app/route.ts'
import { useJobs } from '../app/use-app.ts'
import { jobTitle } from '../jobs/job-words.ts'
import { count } from '../ui/format.ts'
import { StateLabel } from '../ui/state-label.tsx'

/** What runs now, from every page; a job that waits for a person comes first. */
export function RunningJobs() {
  const jobs = useJobs(state => state.jobs)
  const running = [...jobs.values()].filter(job => !isEnded(job))
  const asking = running.filter(job => job.state.kind === 'asking')
  const [first] = asking.length > 0 ? asking : running
  if (!first) return null
  const href =
    running.length === 1 || asking.length === 1 ? hrefOf({ kind: 'job', jobId: first.id }) : hrefOf({ kind: 'history' })
  return (
    <a className="dd-running" href={href} title={running.map(jobTitle).join('\n')}>
      {asking.length > 0 ? (
        <StateLabel tone="warning" icon={ExclamationCircleIcon}>
          {count(asking.length, 'job waits for you', 'jobs wait for you')}
        </StateLabel>
      ) : (
        <StateLabel tone="pending" icon={SyncAltIcon} isSpinning>
          {count(running.length, 'job')} running
        </StateLabel>
      )}
    </a>
  )
}

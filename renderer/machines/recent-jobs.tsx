import { useMemo } from 'react'
import { hrefOf } from '../app/route.ts'
import { useJobs } from '../app/use-app.ts'
import { JobStateLabel } from '../jobs/job-state.tsx'
import { actWords } from '../jobs/job-words.ts'
import { newestFirst } from '../jobs/jobs-store.ts'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'

/** The last jobs of one machine. */
export function RecentJobs({ machineId }: { readonly machineId: string }) {
  const all = useJobs(state => state.jobs)
  const jobs = useMemo(
    () => newestFirst([...all.values()].filter(job => job.request.machineId === machineId)).slice(0, 5),
    [all, machineId],
  )
  return (
    <Section title="Recent jobs">
      {jobs.length === 0 ? (
        <p className="dd-subtle">None yet. What Drydock does to this machine is listed here.</p>
      ) : (
        <ul className="dd-recent">
          {jobs.map(job => (
            <li key={job.id}>
              <a href={hrefOf({ kind: 'job', jobId: job.id })}>{actWords(job.request)}</a>
              <JobStateLabel job={job} />
              <span className="dd-subtle">
                <When at={job.startedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

import { Button, Skeleton } from '@patternfly/react-core'
import { useEffect } from 'react'
import { isEnded, type Job } from '../../shared/job.ts'
import { shownPath } from '../../shared/layout.ts'
import { hrefOf } from '../app/route.ts'
import { useApp, useJobs } from '../app/use-app.ts'
import { berthsDuring } from '../deployments/berths.ts'
import { Strip } from '../deployments/strip.tsx'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { Duration } from './duration.tsx'
import { estimate } from './estimate.ts'
import { JobLog } from './job-log.tsx'
import { JobNow } from './job-now.tsx'
import { JobStateLabel } from './job-state.tsx'
import { jobTitle } from './job-words.ts'
import { Phases } from './phases.tsx'
import { ReconnectingCard } from './reconnecting-card.tsx'
import { RestartCard } from './restart-card.tsx'
import type { Story } from './story.ts'
import { useAnnounceJob } from './use-announce-job.ts'
import { VerdictCard } from './verdict-card.tsx'
import './jobs.css'

const trail = [['History', hrefOf({ kind: 'history' })]] as const

/** One job: is it alive, how far, can I leave; and how it ended. */
export function JobPage({ jobId }: { readonly jobId: string }) {
  const { jobs } = useApp()
  const story = useJobs(state => state.stories.get(jobId))
  const error = useJobs(state => state.storyErrors.get(jobId))
  useEffect(() => jobs.getState().follow(jobId), [jobs, jobId])
  if (story) return <StoryView story={story} />
  return (
    <Page title="Job" trail={trail}>
      {error ? (
        <ErrorCard error={error} actions={<a href={hrefOf({ kind: 'history' })}>Show the history</a>} />
      ) : (
        <Skeleton height="240px" screenreaderText="Reading the job" />
      )}
    </Page>
  )
}

function StoryView({ story }: { readonly story: Story }) {
  const { job } = story
  useAnnounceJob(story)
  return (
    <Page title={jobTitle(job)} trail={trail} aside={<JobStateLabel job={job} />} lead={<Lead job={job} />}>
      {job.state.kind === 'asking' && (
        <RestartCard jobId={job.id} question={job.state.question} request={job.request} />
      )}
      {job.state.kind === 'ended' && <VerdictCard job={job} verdict={job.state.verdict} />}
      {job.state.kind === 'reconnecting' && <ReconnectingCard job={job} state={job.state} />}
      <JobStrip story={story} />
      <div className="dd-job">
        <Phases job={job} />
        <div className="dd-job__now">
          {!isEnded(job) && <JobNow story={story} />}
          <Notes notes={job.notes} />
          <JobLog job={job} />
        </div>
      </div>
    </Page>
  )
}

/** How full the right berth is: silent phases after the bytes have arrived keep it full. */
function fillOf({ job: { state, progress }, samples, phases }: Story): number | 'unknown' | undefined {
  const isFilling =
    (state.kind === 'running' || state.kind === 'reconnecting') &&
    (state.step === 'stage' || state.step === 'export' || state.step === 'upload')
  if (!isFilling) return undefined
  const part = progress && estimate(progress, samples).part
  if (part !== undefined) return part
  return phases.some(({ totalBytes }) => totalBytes > 0) ? 1 : 'unknown'
}

function JobStrip({ story }: { readonly story: Story }) {
  const { job } = story
  const { state } = job
  const fill = fillOf(story)
  return (
    <Strip
      berths={berthsDuring(job)}
      label={`Systems on ${job.machineName}`}
      fill={fill}
      verdict={state.kind === 'ended' ? verdictLook(job) : undefined}
      isSmall
    />
  )
}

function verdictLook({ state }: Job): 'good' | 'bad' | undefined {
  if (state.kind !== 'ended') return undefined
  if (state.verdict.outcome === 'booted') return 'good'
  return state.verdict.error?.code.startsWith('verify/') ? 'bad' : undefined
}

function Lead({ job }: { readonly job: Job }) {
  const { request, startedAt, endedAt } = job
  return (
    <div className="dd-job__lead">
      {request.kind === 'rebase' && <code className="dd-break">{shownPath(request.image)}</code>}
      <span>
        started <When at={startedAt} /> · {endedAt === undefined ? 'running for' : 'took'}{' '}
        <Duration from={startedAt} to={endedAt} />
      </span>
      <Button variant="link" isInline component="a" href={hrefOf({ kind: 'machine', machineId: request.machineId })}>
        Show {job.machineName}
      </Button>
    </div>
  )
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null
  return (
    <ul className="dd-job__notes" aria-label="Notes">
      {notes.map((note, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: notes are only ever added at the end
        <li key={index}>{note}</li>
      ))}
    </ul>
  )
}

import { useSettings } from '../app/use-app.ts'
import { formatDuration } from '../ui/format.ts'
import { useNow } from '../ui/use-now.ts'
import { CancelButton } from './cancel-button.tsx'
import { Duration } from './duration.tsx'
import { stepTitle } from './job-words.ts'
import { ProgressPanel } from './progress-panel.tsx'
import type { Story } from './story.ts'

/** Silence that is long enough to say so. */
const SILENT_MS = 20_000

/** What goes on this moment, whether it is alive, and whether one can leave. */
export function JobNow({ story }: { readonly story: Story }) {
  const { job } = story
  if (job.state.kind === 'asking' || job.state.kind === 'ended') return null
  const { step } = job.state
  const isAway = step === 'restart' || step === 'verify'
  return (
    <section className="dd-now" aria-label="Now">
      <h2>{stepTitle(job, step)}</h2>
      {isAway ? <AwayClock story={story} /> : <ProgressPanel story={story} />}
      <LastLine story={story} isSilenceUsual={isAway} />
      <div className="dd-now__foot">
        <MayLeave />
        <CancelButton job={job} />
      </div>
    </section>
  )
}

function AwayClock({ story: { job, usualMs } }: { readonly story: Story }) {
  const restart = job.steps.findLast(({ name }) => name === 'restart')
  return (
    <p className="dd-now__clock">
      <strong>
        <Duration from={restart?.startedAt ?? job.startedAt} to={undefined} />
      </strong>{' '}
      since the restart began
      {usualMs !== undefined && <span className="dd-subtle"> · usually about {formatDuration(usualMs)}</span>}
    </p>
  )
}

function LastLine({
  story: { job, heardAt },
  isSilenceUsual,
}: {
  readonly story: Story
  readonly isSilenceUsual: boolean
}) {
  const now = useNow('second')
  const silentMs = now - heardAt
  const isSilent = silentMs > SILENT_MS && !isSilenceUsual
  return (
    <div className="dd-last-line">
      {isSilent && <p className="dd-last-line__silent">No news for {formatDuration(silentMs)}. The last line was:</p>}
      <code title={job.lastLine}>{job.lastLine ?? 'Nothing said yet.'}</code>
    </div>
  )
}

/** Where the job lives, said by entry: a promise must be true for the window it is read in. */
function MayLeave() {
  const entry = useSettings(state => state.hello?.entry)
  return (
    <p className="dd-subtle dd-small">
      {entry === 'web'
        ? 'You can close this page: the job goes on while Drydock runs in its terminal.'
        : 'Closing the window does not stop the job while Drydock runs.'}
    </p>
  )
}

import { Progress } from '@patternfly/react-core'
import { formatBytes, formatTimeLeft } from '../ui/format.ts'
import { Duration } from './duration.tsx'
import { estimate } from './estimate.ts'
import type { Story } from './story.ts'

/** One bar in bytes, with speed and time left; a phase that reports no size is named with its clock instead. */
export function ProgressPanel({ story: { job, samples } }: { readonly story: Story }) {
  const { progress } = job
  if (!progress) return null
  const { part, speed, leftMs } = estimate(progress, samples)
  if (part === undefined)
    return (
      <p className="dd-now__phase">
        {progress.phase} <span className="dd-subtle">· </span>
        <Duration from={progress.phaseStartedAt} to={undefined} />
      </p>
    )
  const words = [
    `${formatBytes(progress.doneBytes)} of ${formatBytes(progress.totalBytes)}`,
    speed === undefined ? undefined : `${formatBytes(speed)}/s`,
    leftMs === undefined || part >= 1 ? undefined : formatTimeLeft(leftMs),
  ]
  return (
    <Progress
      className="dd-progress"
      title={progress.phase}
      value={Math.floor(part * 100)}
      valueText={words.filter(Boolean).join(', ')}
      helperText={words.filter(Boolean).join(' · ')}
    />
  )
}

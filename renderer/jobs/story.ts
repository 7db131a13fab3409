/** What the job screen knows beyond the job itself: how far each phase came, how fast it moves, when it last spoke. */
import { applyEvent, type Job, type JobEvent } from '../../shared/job.ts'

export interface PhaseRecord {
  readonly phase: string
  readonly startedAt: number
  readonly totalBytes: number
  readonly doneBytes: number
}

export interface Sample {
  readonly at: number
  readonly doneBytes: number
}

export interface Story {
  readonly job: Job
  /** In the order they began. */
  readonly phases: readonly PhaseRecord[]
  /** Of the present phase, over the last `WINDOW_MS`. */
  readonly samples: readonly Sample[]
  /** When anything last came from the job. */
  readonly heardAt: number
  /** From the restart question, kept for the clock after it. */
  readonly usualMs?: number
}

const WINDOW_MS = 12_000

function withPhase(
  phases: readonly PhaseRecord[],
  event: Extract<JobEvent, { kind: 'progress' }>,
): readonly PhaseRecord[] {
  const { phase, doneBytes, totalBytes, at } = event
  const last = phases.at(-1)
  if (last?.phase !== phase) return [...phases, { phase, startedAt: at, doneBytes, totalBytes }]
  return [...phases.slice(0, -1), { ...last, doneBytes, totalBytes }]
}

function withSample(story: Story, event: Extract<JobEvent, { kind: 'progress' }>): readonly Sample[] {
  const sample = { at: event.at, doneBytes: event.doneBytes }
  if (story.job.progress?.phase !== event.phase) return [sample]
  return [...story.samples.filter(({ at }) => event.at - at <= WINDOW_MS), sample]
}

/** The story after one more event; an event that was already told changes nothing. */
export function tell(story: Story | undefined, event: JobEvent): Story {
  if (!story) return { job: applyEvent(undefined, event), phases: [], samples: [], heardAt: event.at }
  if (event.seq <= story.job.seq) return story
  const told: Story = { ...story, job: applyEvent(story.job, event), heardAt: event.at }
  if (event.kind === 'progress')
    return { ...told, phases: withPhase(story.phases, event), samples: withSample(story, event) }
  if (event.kind !== 'state' || event.state.kind !== 'asking') return told
  const { usualMs } = event.state.question
  return usualMs === undefined ? told : { ...told, usualMs }
}

/** The same story, which has heard every event up to `seq`. */
export const upTo = (story: Story, seq: number): Story =>
  seq > story.job.seq ? { ...story, job: { ...story.job, seq } } : story

/** Takes what events without output cannot tell: how many lines there are, the last one, and when it came. */
export function withLines(story: Story, { lineCount, lastLine }: Job, lineAt: number): Story {
  if (lineCount === story.job.lineCount && lastLine === story.job.lastLine) return story
  const heardAt = Math.max(story.heardAt, lineAt)
  return { ...story, heardAt, job: { ...story.job, lineCount, ...(lastLine === undefined ? {} : { lastLine }) } }
}

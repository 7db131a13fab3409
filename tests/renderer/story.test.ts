import { expect, test } from 'vitest'
import { estimate, quarterOf } from '../../renderer/jobs/estimate.ts'
import { phasesOf } from '../../renderer/jobs/job-phases.ts'
import { type Story, tell, withLines } from '../../renderer/jobs/story.ts'
import { sayable } from '../../renderer/jobs/use-announce-job.ts'
import type { JobEventBody } from '../../shared/job.ts'
import { atAsk, atFailed, atSilence, atStage, eventsOf, jobOf } from '../support/scripted-jobs.ts'

const storyOf = (bodies: readonly JobEventBody[]): Story => {
  let story: Story | undefined
  for (const event of eventsOf('j', bodies)) if (event.kind !== 'output') story = tell(story, event)
  if (!story) throw new Error('no events')
  return story
}

test('events that were told already change nothing', () => {
  const story = storyOf(atStage)
  const again = eventsOf('j', atStage.slice(0, 12)).reduce((told, event) => tell(told, event), story)
  expect(again.job.seq).toBe(story.job.seq)
  expect(again.samples).toEqual(story.samples)
})

test('lines that events without output cannot tell are taken from the job', () => {
  const job = jobOf(eventsOf('j', atStage))
  const story = withLines(storyOf(atStage), job, 5)
  expect(story.job.lineCount).toBe(job.lineCount)
  expect(story.job.lastLine).toContain('[18/41]')
  expect(story.job.state).toEqual(storyOf(atStage).job.state)
})

test('speed and time left come from what was seen lately', () => {
  const { job, samples } = storyOf(atStage)
  if (!job.progress) throw new Error('no progress')
  const { part, speed, leftMs } = estimate(job.progress, samples)
  expect(part).toBeCloseTo(0.238, 2)
  expect(speed).toBeGreaterThan(5e6)
  expect(leftMs).toBeGreaterThan(60_000)
})

const progress = (doneBytes: number, totalBytes: number) => ({
  phase: 'p',
  doneBytes,
  totalBytes,
  phaseStartedAt: 0,
  movedAt: 0,
})

test.each([
  ['a phase without a size has no part', progress(0, 0), [], {}],
  ['one sample says nothing about a speed', progress(1, 4), [{ at: 0, doneBytes: 1 }], { part: 0.25 }],
  [
    'bytes that do not move promise no time',
    progress(1, 4),
    [
      { at: 0, doneBytes: 1 },
      { at: 9000, doneBytes: 1 },
    ],
    { part: 0.25 },
  ],
  ['more than all is all', progress(9, 4), [], { part: 1 }],
])('%s', (_, given, samples, expected) => {
  expect(estimate(given, samples)).toEqual(expected)
})

test('the time left of a crawl is clamped', () => {
  const { leftMs } = estimate(progress(2, 1e15), [
    { at: 0, doneBytes: 1 },
    { at: 9000, doneBytes: 2 },
  ])
  expect(leftMs).toBe(48 * 3_600_000)
})

test('a screen reader hears each quarter once, not each percent', () => {
  const heard = new Set<string>()
  let story: Story | undefined
  const percents = Array.from(
    { length: 101 },
    (_, at): JobEventBody => ({ kind: 'progress', phase: 'Fetching layers', doneBytes: at, totalBytes: 100 }),
  )
  for (const event of eventsOf('j', [...atStage.slice(0, 7), ...percents])) {
    if (event.kind === 'output') continue
    story = tell(story, event)
    if (story.job.progress) heard.add(sayable(story))
  }
  expect(heard.size).toBe(5)
  expect(quarterOf(1)).toBe(4)
})

test('the usual time of a restart is kept for the clock after the question', () => {
  expect(storyOf(atAsk).usualMs).toBe(70_000)
})

test('a failed job names the step it failed in, and says which were not run', () => {
  const looks = phasesOf(jobOf(eventsOf('j', atFailed))).map(({ name, look, words }) => [name, look, words])
  expect(looks).toContainEqual(['stage', 'danger', 'failed'])
  expect(looks).toContainEqual(['restart', 'pending', 'not run'])
})

test('a phase that reports no size keeps its clock from where it began', () => {
  const { phases } = storyOf(atSilence)
  expect(phases.map(({ phase }) => phase)).toEqual([
    'Fetching layers',
    'Writing the deployment. This step reports no percentage.',
  ])
})

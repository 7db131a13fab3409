import { useEffect } from 'react'
import { useApp } from '../app/use-app.ts'
import { estimate, quarterOf } from './estimate.ts'
import { stateWords, stepTitle } from './job-words.ts'
import type { Story } from './story.ts'

/** What a screen reader is told: each step and phase once, each quarter of it, and the end. Pure. */
export function sayable({ job, samples }: Story): string {
  const { state, progress } = job
  if (state.kind === 'ended') return state.verdict.sentence
  if (state.kind === 'asking') return `Restart ${state.question.machine}? Waiting for your answer.`
  if (state.kind === 'reconnecting') return `${stateWords(state).text.split(' ')[0]} to ${job.machineName}`
  const title = stepTitle(job, state.step)
  const part = progress && estimate(progress, samples).part
  if (!progress || part === undefined) return progress ? `${title}: ${progress.phase}` : title
  return `${title}: ${progress.phase}, ${quarterOf(part) * 25} percent`
}

/** Tells a screen reader how the job goes, seldom enough to be listened to. */
export function useAnnounceJob(story: Story): void {
  const { announcer } = useApp()
  const text = sayable(story)
  useEffect(() => announcer.getState().say(text), [announcer, text])
}

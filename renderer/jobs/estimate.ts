/** Speed and time left from what was seen lately. Pure. */
import type { Progress } from '../../shared/job.ts'
import type { Sample } from './story.ts'

export interface Estimate {
  /** 0 to 1, or undefined for a phase that reports no size. */
  readonly part?: number
  /** Bytes a second. */
  readonly speed?: number
  readonly leftMs?: number
}

/** Less than this says nothing about a speed. */
const LEAST_MS = 2000
const LONGEST_LEFT_MS = 48 * 60 * 60 * 1000

/** How far, how fast, how long: each only where it can be known. */
export function estimate(progress: Progress, samples: readonly Sample[]): Estimate {
  if (progress.totalBytes <= 0) return {}
  const part = Math.min(1, Math.max(0, progress.doneBytes / progress.totalBytes))
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.at - first.at < LEAST_MS) return { part }
  const speed = ((last.doneBytes - first.doneBytes) / (last.at - first.at)) * 1000
  if (speed <= 0) return { part }
  const leftMs = Math.min(LONGEST_LEFT_MS, ((progress.totalBytes - progress.doneBytes) / speed) * 1000)
  return { part, speed, leftMs: Math.max(0, leftMs) }
}

/** The quarter a part lies in, 0 to 4: what a screen reader is told about. */
export const quarterOf = (part: number): number => Math.floor(part * 4 + 1e-9)

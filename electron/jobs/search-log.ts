import { createBreather } from '../lib/breathe.ts'
import type { JobLog } from './job-log.ts'

const MAX_HITS = 1000

/** Numbers of the lines from `firstLine` on that hold `text`, whatever its case; at most a thousand. */
export async function searchLog(log: JobLog, text: string, firstLine: number): Promise<readonly number[]> {
  const wanted = text.toLowerCase()
  const breathe = createBreather()
  const hits: number[] = []
  for (const line of log.linesFrom(firstLine)) {
    if (line.text.toLowerCase().includes(wanted)) hits.push(line.line)
    if (hits.length >= MAX_HITS) break
    await breathe()
  }
  return hits
}

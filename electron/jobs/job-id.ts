import { randomBytes } from 'node:crypto'

const JOB_ID = /^\d{8}-\d{6}-[0-9a-f]{8}$/

/** A new job's id: sorts by time, safe as a file name. */
export function newJobId(at: number = Date.now()): string {
  const stamp = new Date(at)
    .toISOString()
    .replace(/[-:]|\..*/g, '')
    .replace('T', '-')
  return `${stamp}-${randomBytes(4).toString('hex')}`
}

/** Whether a text is a job id, and so cannot name a path outside the folder of jobs. */
export const isJobId = (text: string): boolean => JOB_ID.test(text)

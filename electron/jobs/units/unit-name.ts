/** What a job's units on a machine are called. The name tells whose they are: nothing else there is Drydock's. */

import { isJobId } from '../job-id.ts'

/** `drydock-<job>-stage.service`; a second try of the same part is `stage-2`. */
export const unitName = (jobId: string, part: string, attempt: number): string =>
  `drydock-${jobId}-${part}${attempt === 1 ? '' : `-${attempt}`}.service`

/** The timer that removes the job's directory when nobody else does. */
export const timerUnit = (jobId: string): string => `drydock-${jobId}-clean`

/** The job a unit belongs to, whichever Drydock started it; undefined for every other unit. */
export function jobIdOfUnit(name: string): string | undefined {
  const jobId = /^drydock-(\d{8}-\d{6}-[0-9a-f]{8})-[a-z0-9-]+\.(?:service|timer)$/.exec(name)?.[1]
  return jobId !== undefined && isJobId(jobId) ? jobId : undefined
}

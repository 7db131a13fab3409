import type { Job } from '../../shared/job.ts'
import { formatDuration } from '../ui/format.ts'

/** Whether the work hangs on Drydock's connection: the review screen has warned of it. */
export const isAttached = ({ plan }: Job): boolean =>
  plan.checks.some(({ id, level }) => id === 'detached' && level === 'warns')

/** How long it may take until the job goes on. */
export function nextTryWords(nextTryMs: number | undefined): string {
  if (nextTryMs === undefined) return 'The job goes on as soon as the machine answers.'
  const often = `It is tried at least every ${formatDuration(Math.max(1000, nextTryMs))}`
  return `${often}; the job goes on as soon as the machine answers.`
}

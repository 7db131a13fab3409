import { verdictOf } from '../../shared/job.ts'
import type { JobLog } from './job-log.ts'

const MARKS = { command: '$ ', stdout: '  ', stderr: '! ', exit: '= ', note: '# ' } as const

/** A job as plain text for a bug tracker: what was asked, every command with its output, and the verdict. */
export function writeReport(log: JobLog): string {
  const { job } = log
  if (!job) return ''
  const verdict = verdictOf(job)
  const head = [
    `Drydock job ${job.id} on ${job.machineName}`,
    `Asked for: ${JSON.stringify(job.request)}`,
    `Started: ${new Date(job.startedAt).toISOString()}`,
    ...job.plan.checks.map(check => `Check ${check.id}: ${check.level}. ${check.fact}`),
    '',
  ]
  const body = [...log.lines()].map(line => `${new Date(line.at).toISOString()} ${MARKS[line.kind]}${line.text}`)
  const tail = verdict
    ? ['', `Ended: ${verdict.outcome}. ${verdict.sentence}`, ...(verdict.truth ? [verdict.truth] : [])]
    : []
  return [...head, ...body, ...tail, ''].join('\n')
}

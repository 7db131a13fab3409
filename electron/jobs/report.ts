import { type Job, verdictOf } from '../../shared/job.ts'
import type { LogLine } from '../../shared/log-lines.ts'
import { createBreather } from '../lib/breathe.ts'
import type { JobLog } from './job-log.ts'

const MARKS = { command: '$ ', stdout: '  ', stderr: '! ', exit: '= ', note: '# ' } as const
/** A report is for reading: of a longer log its beginning and its end are kept, and what is left out is said. */
const HEAD_LINES = 5_000
const TAIL_LINES = 45_000

/** A job as plain text for a bug tracker: what was asked, every command with its output, and the verdict. */
export async function writeReport(log: JobLog): Promise<string> {
  const { job } = log
  if (!job) return ''
  const tailFrom = Math.max(HEAD_LINES, job.lineCount - TAIL_LINES)
  const head = await readLines(log, 0, HEAD_LINES)
  const left = tailFrom - HEAD_LINES
  const tail = job.lineCount > HEAD_LINES ? await readLines(log, tailFrom, TAIL_LINES) : []
  const gap = left > 0 ? [`… ${left} lines are left out here; the whole log is ${log.path}`] : []
  return [...heading(job), ...head, ...gap, ...tail, ...ending(job), ''].join('\n')
}

async function readLines(log: JobLog, firstLine: number, count: number): Promise<readonly string[]> {
  const breathe = createBreather()
  const lines: string[] = []
  for (const line of log.linesFrom(firstLine)) {
    if (lines.length >= count) break
    lines.push(textOf(line))
    await breathe()
  }
  return lines
}

const textOf = ({ at, kind, text }: LogLine): string => `${new Date(at).toISOString()} ${MARKS[kind]}${text}`

const heading = (job: Job): readonly string[] => [
  `Drydock job ${job.id} on ${job.machineName}`,
  `Asked for: ${JSON.stringify(job.request)}`,
  `Started: ${new Date(job.startedAt).toISOString()}`,
  ...job.plan.checks.map(check => `Check ${check.id}: ${check.level}. ${check.fact}`),
  '',
]

function ending(job: Job): readonly string[] {
  const verdict = verdictOf(job)
  if (!verdict) return []
  return ['', `Ended: ${verdict.outcome}. ${verdict.sentence}`, ...(verdict.truth ? [verdict.truth] : [])]
}

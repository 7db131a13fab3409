/** Tells a job's story at the terminal, or as JSON lines. */

import prettyBytes from 'pretty-bytes'
import { AppError } from '../../shared/errors.ts'
import { type Job, type JobEvent, type Verdict, verdictOf } from '../../shared/job.ts'
import type { Reconnecting } from '../../shared/job-record.ts'
import type { App } from '../app.ts'
import { exitCodeForVerdict, exitCodes } from './exit-codes.ts'
import type { Output } from './output.ts'

const BATCH = 500

/** The last line of `--json`. */
export function resultOf(machine: string, verdict: Verdict) {
  const { outcome, requested, resolved, digest, bootedDigest, error } = verdict
  return {
    kind: 'result',
    outcome,
    machine,
    ...(requested === undefined ? {} : { requested }),
    ...(resolved === undefined ? {} : { resolved }),
    ...(digest === undefined ? {} : { digest }),
    ...(bootedDigest === undefined ? {} : { bootedDigest }),
    ...(error ? { error: { code: error.code, message: error.message } } : {}),
  }
}

function sayVerdict(verdict: Verdict, machine: string, output: Output): void {
  output.line('')
  output.line(verdict.sentence)
  if (verdict.truth) output.line(verdict.truth)
  if (verdict.offer === 'discard') output.line(`To discard the staged system: drydock discard ${machine}`)
  if (verdict.failedUnits?.length) output.line(`Failed units: ${verdict.failedUnits.join(', ')}`)
  if (verdict.error) output.error(verdict.error)
}

/** Tells a job's events after `since` until it ends, and how it ended; gives the exit code. */
export async function followToEnd(app: App, jobId: string, output: Output, since = 0): Promise<number> {
  const job = await follow(app, jobId, output, since)
  const verdict = verdictOf(job)
  // Its machine was away for too long; it is for another time to go on with it.
  if (!verdict) throw new AppError('job/left', { machine: job.machineName, jobId })
  if (output.isJson) output.json(resultOf(job.machineName, verdict))
  else sayVerdict(verdict, job.machineName, output)
  return exitCodeForVerdict(verdict)
}

/** Ctrl-C cancels the job; a second one leaves it. */
async function follow(app: App, jobId: string, output: Output, since: number): Promise<Job> {
  let seq = since
  const tell = (): void => {
    for (;;) {
      const events = app.readEvents(jobId, seq, BATCH)
      for (const event of events) tellEvent(event, output)
      seq = events.at(-1)?.seq ?? seq
      if (events.length < BATCH) return
    }
  }
  const stop = app.onAnnounce(announcements => {
    if (announcements.some(each => each.kind === 'job' && each.jobId === jobId)) tell()
  })
  const cancel = cancelOnInterrupt(app, jobId)
  try {
    const job = await app.ended(jobId)
    tell()
    return job
  } finally {
    stop()
    cancel.dispose()
  }
}

function cancelOnInterrupt(app: App, jobId: string): { dispose(): void } {
  let count = 0
  const onInterrupt = (): void => {
    count++
    if (count > 1) process.exit(exitCodes.cancelled)
    process.stderr.write('\nCancelling; press Ctrl-C again to leave at once.\n')
    void app.api.cancelJob(jobId).catch(() => undefined)
  }
  process.on('SIGINT', onInterrupt)
  return { dispose: () => process.off('SIGINT', onInterrupt) }
}

function tellEvent(event: JobEvent, output: Output): void {
  if (output.isJson) {
    output.json(event)
    return
  }
  if (event.kind === 'command') output.line(`$ ${event.text}`)
  else if (event.kind === 'output') output.line(event.text.replace(/^/gm, '  '))
  else if (event.kind === 'note') output.line(`# ${event.text}`)
  else if (event.kind === 'state' && event.state.kind === 'running') output.line(`\n== ${event.state.step}`)
  else if (event.kind === 'state' && event.state.kind === 'reconnecting') output.line(reconnectingText(event.state))
  else if (event.kind === 'progress') output.status(progressText(event))
}

function reconnectingText({ attempt, nextTryMs, advice }: Reconnecting): string {
  const next =
    nextTryMs === undefined
      ? ''
      : ` Next try in ${Math.ceil(nextTryMs / 1000)} s; it goes on as soon as the machine answers.`
  return `Reconnecting (${attempt})…${next}${advice ? ` ${advice.join(' ')}` : ''}`
}

function progressText({ phase, doneBytes, totalBytes }: Extract<JobEvent, { kind: 'progress' }>): string {
  if (totalBytes === 0) return phase
  return `${phase}: ${prettyBytes(doneBytes)} of ${prettyBytes(totalBytes)} (${Math.floor((100 * doneBytes) / totalBytes)} %)`
}

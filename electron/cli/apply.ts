/** `drydock apply`: plan, stage, restart if agreed, verdict. */

import prettyBytes from 'pretty-bytes'
import { AppError } from '../../shared/errors.ts'
import { isPathOnThisComputer } from '../../shared/image.ts'
import {
  applyEvent,
  isEnded,
  type Job,
  type JobEvent,
  type JobRequest,
  type Verdict,
  verdictOf,
} from '../../shared/job.ts'
import type { Plan } from '../../shared/plan.ts'
import type { App } from '../app.ts'
import { absoluteLocalPath } from '../lib/local-path.ts'
import type { CliArguments } from './arguments.ts'
import { exitCodeForVerdict, exitCodes } from './exit-codes.ts'
import type { Output } from './output.ts'
import { planText } from './plan-text.ts'

const BATCH = 500

/** A path on this computer is taken from where the command line was given; anything else as it is. */
export const imageOf = (written: string, cwd: string): string =>
  isPathOnThisComputer(written) ? absoluteLocalPath(written, cwd) : written

export async function apply(app: App, args: CliArguments, output: Output): Promise<number> {
  const [image = '', name] = args.words
  const machine = await app.findMachine(name)
  const request: JobRequest = {
    kind: 'rebase',
    machineId: machine.id,
    image: imageOf(image, process.cwd()),
    restart: args.isRestart ? 'yes' : 'no',
    ...(args.via ? { via: args.via } : {}),
    ...(args.isSigned ? { signature: 'signed' } : {}),
    ...(args.choose === undefined ? {} : { choose: args.choose }),
  }
  const plan = await app.api.planJob(request)
  if (args.isDryRun) return showPlan(plan, output)
  if (!output.isJson) output.line(`${plan.machineName}: ${plan.image?.why ?? ''}`)
  const verdict = await follow(app, await app.api.startJob(request), output)
  if (output.isJson) output.json(resultOf(plan.machineName, verdict))
  else sayVerdict(verdict, output)
  return exitCodeForVerdict(verdict)
}

function showPlan(plan: Plan, output: Output): number {
  if (output.isJson) output.json(plan)
  else output.line(planText(plan))
  return plan.checks.some(check => check.level === 'blocks') ? exitCodes.blocked : exitCodes.done
}

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

function sayVerdict(verdict: Verdict, output: Output): void {
  output.line('')
  output.line(verdict.sentence)
  if (verdict.truth) output.line(verdict.truth)
  if (verdict.failedUnits?.length) output.line(`Failed units: ${verdict.failedUnits.join(', ')}`)
  if (verdict.error) output.error(verdict.error)
}

/** Tells a job's events until it ends. Ctrl-C cancels it; a second one leaves it. */
async function follow(app: App, jobId: string, output: Output): Promise<Verdict> {
  let job: Job | undefined
  const tell = (): void => {
    for (;;) {
      const events = app.readEvents(jobId, job?.seq ?? 0, BATCH)
      for (const event of events) {
        job = applyEvent(job, event)
        tellEvent(event, output)
      }
      if (events.length < BATCH) return
    }
  }
  const stop = app.onAnnounce(announcements => {
    if (announcements.some(each => each.kind === 'job' && each.jobId === jobId)) tell()
  })
  const cancel = cancelOnInterrupt(app, jobId)
  try {
    await app.ended(jobId)
    tell()
  } finally {
    stop()
    cancel.dispose()
  }
  const verdict = job && isEnded(job) ? verdictOf(job) : undefined
  if (!verdict) throw new AppError('internal', { reason: `job ${jobId} ended without a verdict` })
  return verdict
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
  else if (event.kind === 'progress') output.status(progressText(event))
}

function progressText({ phase, doneBytes, totalBytes }: Extract<JobEvent, { kind: 'progress' }>): string {
  if (totalBytes === 0) return phase
  return `${phase}: ${prettyBytes(doneBytes)} of ${prettyBytes(totalBytes)} (${Math.floor((100 * doneBytes) / totalBytes)} %)`
}

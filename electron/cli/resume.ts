/** `drydock resume`, `cancel` and `discard`: going on with what was left, and taking it back. */

import { AppError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { App } from '../app.ts'
import type { CliArguments } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { followToEnd } from './follow-job.ts'
import type { Output } from './output.ts'

/** The job that was named, or the only one nobody looks after; undefined when there is none. */
async function chosen(app: App, jobId: string | undefined): Promise<Job | undefined> {
  if (jobId !== undefined) return app.api.getJob(jobId)
  const [job, ...others] = app.unfinishedJobs()
  if (others.length === 0) return job
  const known = app.unfinishedJobs().map(each => `${each.id} (${each.machineName})`)
  throw new AppError('usage/invalid', { reason: `More than one job is unfinished: ${known.join(', ')}.` })
}

async function take(app: App, args: CliArguments, output: Output): Promise<Job | undefined> {
  // Its machine may be a Podman machine, whose list is asked for first.
  const job = await chosen(app, args.words[0])
  if (!job) {
    if (output.isJson) output.json([])
    output.line('There is no unfinished job.')
    return undefined
  }
  if (job.state.kind === 'ended') throw new AppError('usage/invalid', { reason: `Job ${job.id} has ended.` })
  if (await app.resume(job.id)) return job
  throw new AppError('job/elsewhere', { machine: job.machineName, jobId: job.id })
}

export async function resume(app: App, args: CliArguments, output: Output): Promise<number> {
  const job = await take(app, args, output)
  if (!job) return exitCodes.done
  const stop = answerWhenAsked(app, job.id, args.isRestart ? 'now' : 'not-now')
  try {
    return await followToEnd(app, job.id, output, job.seq)
  } finally {
    stop()
  }
}

/** `--restart` is a person's yes; without it the job ends as staged, which is what can be said here. */
function answerWhenAsked(app: App, jobId: string, answer: 'now' | 'not-now'): () => void {
  const look = async (): Promise<void> => {
    if ((await app.api.getJob(jobId)).state.kind === 'asking') await app.api.answerRestart(jobId, answer)
  }
  const lookQuietly = (): void => void look().catch(() => undefined)
  lookQuietly()
  return app.onAnnounce(lookQuietly)
}

export async function cancel(app: App, args: CliArguments, output: Output): Promise<number> {
  const job = await take(app, args, output)
  if (!job) return exitCodes.done
  await app.api.cancelJob(job.id)
  return followToEnd(app, job.id, output, job.seq)
}

export async function discard(app: App, args: CliArguments, output: Output): Promise<number> {
  const machine = await app.findMachine(args.words[0])
  return followToEnd(app, await app.api.startJob({ kind: 'discard', machineId: machine.id }), output)
}

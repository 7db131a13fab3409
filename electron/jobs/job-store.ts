/** The folder of jobs: one log file each, running or ended. History is these files and nothing else. */

import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { isEnded, type Job, type StepName } from '../../shared/job.ts'
import { isJobId, newJobId } from './job-id.ts'
import { type JobLog, openJobLog } from './job-log.ts'
import { claimJob, isOwnedElsewhere, releaseJob } from './job-owner.ts'

export interface JobStore {
  /** A new job's empty log, owned by this process. */
  create(): JobLog
  /** Throws `job/not-found`. */
  find(jobId: string): JobLog
  /** Newest first. */
  list(): readonly Job[]
  /** The newest ended job of a machine; cheap, for lists of many machines. */
  lastEndedOn(machineId: string): Job | undefined
  /** The job that runs on a machine, here or in another process of Drydock. */
  runningOn(machineId: string): Job | undefined
  /** Called when a job has ended: its log stays readable, its owner file goes. */
  release(jobId: string): void
  close(): void
}

/** What to say of a job whose process is gone. */
const INTERRUPTED_TRUTH: Partial<Record<StepName, string>> = {
  preflight: 'Nothing had been changed on the machine.',
  resolve: 'Nothing had been changed on the machine.',
  export: 'The system is unchanged; an unfinished export may lie in /var/tmp/drydock until Drydock connects again.',
  stage: 'The running system is unchanged. Whether the new one was staged shows on the machine’s page.',
  ask: 'The new system is staged and starts with the next restart.',
  restart: 'The machine was being restarted. What it runs now shows on its page.',
  verify: 'The machine had been restarted. What it runs now shows on its page.',
}

/** Opens the folder; jobs that a vanished process left without an end are ended as interrupted, saying what is true. */
export function openJobStore(folder: string, now: () => number = Date.now): JobStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const logs = new Map<string, JobLog>()
  const foreign = new Set<string>()
  let seenAt = 0
  const pathOf = (jobId: string): string => join(folder, `${jobId}.jsonl`)

  function load(jobId: string): void {
    const path = pathOf(jobId)
    const isForeign = isOwnedElsewhere(path)
    try {
      const log = openJobLog(jobId, path, !isForeign, now)
      if (!log.job) throw new Error('the file is empty')
      logs.set(jobId, log)
      if (isForeign) foreign.add(jobId)
      else endInterrupted(log, path)
    } catch {
      if (!isForeign) renameSync(path, `${path}.damaged-${now()}`)
    }
  }

  function loadNew(): void {
    const { mtimeMs } = statSync(folder)
    if (mtimeMs === seenAt) return
    seenAt = mtimeMs
    for (const name of readdirSync(folder)) {
      const jobId = name.replace(/\.jsonl$/, '')
      if (name.endsWith('.jsonl') && isJobId(jobId) && !logs.has(jobId)) load(jobId)
    }
  }

  /** Another process writes there: read on, and take over the end if it vanished. */
  function refreshForeign(): void {
    for (const jobId of foreign) {
      const log = logs.get(jobId) as JobLog
      log.catchUp()
      if (isOwnedElsewhere(pathOf(jobId))) continue
      foreign.delete(jobId)
      log.close()
      logs.delete(jobId)
      load(jobId)
    }
  }

  function newest(isWanted: (job: Job) => boolean): Job | undefined {
    loadNew()
    refreshForeign()
    let found: Job | undefined
    for (const { job } of logs.values()) {
      if (job && isWanted(job) && (!found || job.startedAt > found.startedAt)) found = job
    }
    return found
  }

  loadNew()

  return {
    create() {
      const jobId = newJobId(now())
      const path = pathOf(jobId)
      claimJob(path)
      const log = openJobLog(jobId, path, true, now)
      logs.set(jobId, log)
      return log
    },
    find(jobId) {
      if (!isJobId(jobId)) throw new AppError('job/not-found', { jobId })
      if (!logs.has(jobId)) loadNew()
      if (foreign.has(jobId)) refreshForeign()
      const log = logs.get(jobId)
      if (!log?.job) throw new AppError('job/not-found', { jobId })
      return log
    },
    list() {
      loadNew()
      refreshForeign()
      const jobs = [...logs.values()].flatMap(log => log.job ?? [])
      return jobs.sort((a, b) => b.startedAt - a.startedAt || b.id.localeCompare(a.id))
    },
    lastEndedOn: machineId => newest(job => job.request.machineId === machineId && isEnded(job)),
    runningOn: machineId => newest(job => job.request.machineId === machineId && !isEnded(job)),
    release: jobId => releaseJob(pathOf(jobId)),
    close() {
      for (const log of logs.values()) log.close()
    },
  }
}

function endInterrupted(log: JobLog, path: string): void {
  const job = log.job
  if (!job || isEnded(job)) return
  const step = job.steps.at(-1)?.name ?? 'preflight'
  const truth = INTERRUPTED_TRUTH[step] ?? 'What it runs now shows on the machine’s page.'
  const error = new AppError('job/interrupted', { step, truth }).report
  const outcome = step === 'ask' ? 'staged' : 'failed'
  log.append({ kind: 'state', state: { kind: 'ended', verdict: { outcome, sentence: error.message, truth, error } } })
  releaseJob(path)
}

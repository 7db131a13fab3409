/**
 * The folder of jobs: one log file each, running or ended. History is these files and nothing else. Several processes of
 * Drydock share it; each job, and each machine that a job changes, belongs to one of them at a time (lib/claim.ts).
 */

import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { isEnded, type Job } from '../../shared/job.ts'
import { claim, type Holder, holderOf, releaseClaim } from '../lib/claim.ts'
import { type OnDamaged, setAsideDamagedFile } from '../lib/json-file.ts'
import { endInterrupted } from './end-interrupted.ts'
import { isJobId } from './job-id.ts'
import { type JobLog, openJobLog } from './job-log.ts'

/** Logs older than this cannot be gone on with: they do not say how far the job came. */
const RESUMABLE_VERSION = 2

export interface JobStore {
  /** A new job's empty log and its machine, owned by this process. Throws `machine/busy`. */
  create(jobId: string, machineId: string): JobLog
  /** Throws `job/not-found`. */
  find(jobId: string): JobLog
  /** The job, if it is one of ours. */
  peek(jobId: string): Job | undefined
  /** Newest first. */
  list(): readonly Job[]
  /** The newest ended job of a machine; cheap, for lists of many machines. */
  lastEndedOn(machineId: string): Job | undefined
  /** The job that is not over on a machine, whether somebody looks after it or not. */
  runningOn(machineId: string): Job | undefined
  /** Which process runs a job that is not over. */
  holderOf(jobId: string): Holder
  /** Jobs that are not over and that no living process looks after. */
  unfinished(): readonly Job[]
  /** Makes an unfinished job this process's own; undefined when another was faster. */
  take(jobId: string): JobLog | undefined
  /** This process has nothing to do with the job any more; the log stays readable. */
  release(job: Job): void
  close(): void
}

/** Opens the folder. A job of a version that could not be resumed, left without an end, is ended as interrupted. */
export function openJobStore(folder: string, now: () => number = Date.now, onDamaged?: OnDamaged): JobStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const logs = new Map<string, JobLog>()
  /** Logs that this process only reads. */
  const foreign = new Set<string>()
  let seenAt = 0
  const pathOf = (jobId: string): string => join(folder, `${jobId}.jsonl`)
  const claimOf = (jobId: string): string => join(folder, `${jobId}.owner`)
  const machineClaimOf = (machineId: string): string =>
    join(folder, `machine-${createHash('sha256').update(machineId).digest('hex').slice(0, 16)}.owner`)

  function load(jobId: string): void {
    const path = pathOf(jobId)
    const holder = holderOf(claimOf(jobId))
    try {
      const log = openJobLog(jobId, path, false, now)
      // Its process vanished before the first event was whole, so before anything was done.
      if (!log.job) {
        log.close()
        return
      }
      logs.set(jobId, log)
      if (isEnded(log.job)) return
      foreign.add(jobId)
      if (holder === 'nobody' && log.job.version < RESUMABLE_VERSION) endOld(jobId)
    } catch (cause) {
      if (holder === 'nobody') onDamaged?.(setAsideDamagedFile(path, cause))
    }
  }

  function endOld(jobId: string): void {
    const log = take(jobId)
    if (!log?.job) return
    endInterrupted(log)
    release(log.job)
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

  /** Another process may write there: read on. */
  function refreshForeign(): void {
    for (const jobId of foreign) {
      const log = logs.get(jobId) as JobLog
      log.catchUp()
      if (log.job && isEnded(log.job)) foreign.delete(jobId)
    }
  }

  const refresh = (): void => {
    loadNew()
    refreshForeign()
  }

  function newest(isWanted: (job: Job) => boolean): Job | undefined {
    refresh()
    let found: Job | undefined
    for (const { job } of logs.values()) {
      if (job && isWanted(job) && (!found || job.startedAt > found.startedAt)) found = job
    }
    return found
  }

  function take(jobId: string): JobLog | undefined {
    const known = logs.get(jobId)?.job
    if (!known || !claim(claimOf(jobId))) return undefined
    // Whoever had it may have ended it just now; only what stands in the file counts.
    logs.get(jobId)?.close()
    const log = openJobLog(jobId, pathOf(jobId), true, now)
    logs.set(jobId, log)
    foreign.delete(jobId)
    if (log.job && !isEnded(log.job) && claim(machineClaimOf(known.request.machineId))) return log
    releaseClaim(claimOf(jobId))
    if (log.job && !isEnded(log.job)) foreign.add(jobId)
    return undefined
  }

  function release(job: Job): void {
    if (!isEnded(job)) foreign.add(job.id)
    releaseClaim(claimOf(job.id))
    releaseClaim(machineClaimOf(job.request.machineId))
  }

  loadNew()

  return {
    create(jobId, machineId) {
      const machineClaim = machineClaimOf(machineId)
      if (!claim(machineClaim)) throw new AppError('machine/busy', { machine: machineId, jobId: '' })
      claim(claimOf(jobId))
      const log = openJobLog(jobId, pathOf(jobId), true, now)
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
    peek(jobId) {
      if (!logs.has(jobId)) loadNew()
      return logs.get(jobId)?.job
    },
    list() {
      refresh()
      const jobs = [...logs.values()].flatMap(log => log.job ?? [])
      return jobs.sort((a, b) => b.startedAt - a.startedAt || b.id.localeCompare(a.id))
    },
    lastEndedOn: machineId => newest(job => job.request.machineId === machineId && isEnded(job)),
    runningOn: machineId => newest(job => job.request.machineId === machineId && !isEnded(job)),
    holderOf: jobId => holderOf(claimOf(jobId)),
    unfinished() {
      refresh()
      const jobs = [...foreign].flatMap(jobId => logs.get(jobId)?.job ?? [])
      return jobs.filter(job => !isEnded(job) && holderOf(claimOf(job.id)) === 'nobody')
    },
    take,
    release,
    close() {
      for (const log of logs.values()) log.close()
    },
  }
}

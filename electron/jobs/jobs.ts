/**
 * Plans, starts, resumes, cancels and answers jobs: at most one a machine, by one process at a time. What ran before is in
 * the store.
 */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { Job, JobRequest } from '../../shared/job.ts'
import { JOB_LOG_VERSION } from '../../shared/job-record.ts'
import type { Machine, MachineFacts } from '../../shared/machine.ts'
import { isBlocked, type Plan } from '../../shared/plan.ts'
import { backendFor } from '../backends/choose-backend.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { createAgreedPlans } from './agreed-plans.ts'
import { endInterrupted } from './end-interrupted.ts'
import { newJobId } from './job-id.ts'
import type { JobLog } from './job-log.ts'
import type { JobStore } from './job-store.ts'
import { makePlan } from './make-plan.ts'
import type { RestartTimes } from './restart-times.ts'
import { type RunningJob, startRunningJob } from './running-job.ts'
import { startedFacts } from './started-facts.ts'
import { usableMachine } from './usable-machine.ts'

export interface JobsParts {
  readonly store: JobStore
  readonly restartTimes: RestartTimes
  readonly restartDeadlineMs: number
  readonly lossDeadlineMs: number
  /** Asks a machine now; its state says if it cannot be used. */
  refresh(machineId: string): Promise<Machine>
  open(machineId: string): Promise<MachineHandle>
  via(): 'auto' | 'direct' | 'export'
  onEvent(jobId: string, seq: number): void
  onEnd(job: Job): void
}

export interface Jobs {
  plan(request: JobRequest): Promise<Plan>
  /** Starts and returns the job's id. Throws `plan/blocked`, `plan/changed`, `machine/busy`, `machine/unfinished`. */
  start(request: JobRequest): Promise<string>
  /** Goes on with a job that nobody looks after; false when there is nothing to go on with, or another was faster. */
  resume(jobId: string): Promise<boolean>
  /** A job that has ended stays as it is. Throws `job/not-found`. */
  cancel(jobId: string): void
  /** Throws `job/not-found`, `job/not-asking`. */
  answer(jobId: string, answer: 'now' | 'not-now'): void
  running(): readonly Job[]
  runningOn(machineId: string): string | undefined
  /** Resolves when the job has ended, or this process no longer looks after it. */
  ended(jobId: string): Promise<Job>
  /** Leaves what runs here; its machine goes on, and the next start goes on with the job. */
  close(): void
}

export function openJobs(parts: JobsParts): Jobs {
  const { store } = parts
  const running = new Map<string, RunningJob>()
  const plans = createAgreedPlans(async request => {
    const machine = usableMachine(await parts.refresh(request.machineId))
    const handle = await parts.open(request.machineId)
    const { facts } = machine
    const isOurs = (jobId: string): boolean => store.peek(jobId) !== undefined
    const context = { machine: handle, facts, backend: backendFor(facts.backend), via: parts.via(), isOurs }
    return { plan: await makePlan(context, request), facts }
  })

  const runningOn = (machineId: string): string | undefined =>
    [...running.values()].find(job => job.machineId === machineId)?.jobId ?? store.runningOn(machineId)?.id

  function refuseIfBusy(machineId: string): void {
    const jobId = runningOn(machineId)
    if (jobId === undefined) return
    const code = store.holderOf(jobId) === 'nobody' ? 'machine/unfinished' : 'machine/busy'
    throw new AppError(code, { machine: store.find(jobId).job?.machineName ?? machineId, jobId })
  }

  function begin(log: JobLog, machine: MachineHandle, request: JobRequest, plan: Plan, facts: MachineFacts): void {
    const job = startRunningJob({
      ...parts,
      ...{ log, request, plan, facts, machine },
      backend: backendFor(plan.backend ?? 'rpm-ostree'),
      onEvent: seq => parts.onEvent(log.jobId, seq),
    })
    running.set(job.jobId, job)
    void job.ended.then(() => finish(job.jobId))
  }

  function finish(jobId: string): void {
    if (!running.delete(jobId)) return
    const job = jobOf(jobId)
    store.release(job)
    parts.onEnd(job)
  }

  async function start(request: JobRequest): Promise<string> {
    refuseIfBusy(request.machineId)
    const { plan, facts } = await plans.agreed(request)
    if (isBlocked(plan)) throw blocked(plan)
    const machine = await parts.open(request.machineId)
    refuseIfBusy(request.machineId)
    plans.forget(request)
    const log = store.create(plan.jobId ?? newJobId(), request.machineId)
    const { seq } = log.append({
      ...{ kind: 'started', request, plan, facts },
      ...{ machineName: machine.name, version: JOB_LOG_VERSION },
    })
    parts.onEvent(log.jobId, seq)
    begin(log, machine, request, plan, facts)
    return log.jobId
  }

  async function resume(jobId: string): Promise<boolean> {
    const log = running.has(jobId) ? undefined : store.take(jobId)
    if (!log?.job) return false
    const { request, plan } = log.job
    try {
      const machine = await parts.open(request.machineId)
      const { seq } = log.append({ kind: 'note', text: 'Drydock was started again and goes on with this job.' })
      parts.onEvent(jobId, seq)
      begin(log, machine, request, plan, startedFacts(log))
    } catch (thrown) {
      // A machine that is stopped, say, can be gone on with later; one that is not in the list any more cannot.
      if (!isAppError(thrown) || thrown.code === 'machine/not-found') endInterrupted(log)
      store.release(log.job)
      if (isAppError(thrown) && thrown.code !== 'machine/not-found') throw thrown
    }
    return true
  }

  const jobOf = (jobId: string): Job => store.find(jobId).job as Job

  function cancel(jobId: string): void {
    const job = jobOf(jobId)
    const here = running.get(jobId)
    if (!here && job.state.kind !== 'ended') {
      const code = store.holderOf(jobId) === 'nobody' ? 'machine/unfinished' : 'job/elsewhere'
      throw new AppError(code, { machine: job.machineName, jobId })
    }
    here?.cancel()
  }

  function answer(jobId: string, choice: 'now' | 'not-now'): void {
    const job = running.get(jobId)
    if (!job) throw new AppError('job/not-asking', { jobId: jobOf(jobId).id })
    job.answer(choice)
  }

  return {
    plan: plans.make,
    start,
    resume,
    cancel,
    answer,
    running: () => [...running.keys()].map(jobOf),
    runningOn,
    async ended(jobId) {
      await running.get(jobId)?.ended
      return jobOf(jobId)
    },
    close() {
      for (const job of running.values()) {
        job.abandon()
        store.release(jobOf(job.jobId))
      }
      running.clear()
    },
  }
}

function blocked(plan: Plan): AppError {
  const reasons = plan.checks.filter(check => check.level === 'blocks').map(check => check.fact)
  return new AppError('plan/blocked', { machine: plan.machineName, reasons: reasons.join(' ') })
}

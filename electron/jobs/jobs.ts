/** Plans, starts, cancels and answers jobs: at most one a machine. What ran before is in the store. */

import { AppError, fromReport } from '../../shared/errors.ts'
import type { Job, JobRequest } from '../../shared/job.ts'
import type { Machine, MachineFacts } from '../../shared/machine.ts'
import { isBlocked, type Plan } from '../../shared/plan.ts'
import { backendFor } from '../backends/choose-backend.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import type { JobStore } from './job-store.ts'
import type { Leftovers } from './leftovers.ts'
import { makePlan, type PlanContext } from './make-plan.ts'
import type { RestartTimes } from './restart-times.ts'
import { type RunningJob, startRunningJob } from './running-job.ts'

/** A plan younger than this is what the person has just read; an older one is made anew and compared. */
const FRESH_MS = 60_000

export interface JobsParts {
  readonly store: JobStore
  readonly leftovers: Leftovers
  readonly restartTimes: RestartTimes
  readonly restartDeadlineMs: number
  /** Asks a machine now; its state says if it cannot be used. */
  refresh(machineId: string): Promise<Machine>
  open(machineId: string): Promise<MachineHandle>
  via(): 'auto' | 'direct' | 'export'
  onEvent(jobId: string, seq: number): void
  onEnd(job: Job): void
}

export interface Jobs {
  plan(request: JobRequest): Promise<Plan>
  /** Starts and returns the job's id. Throws `plan/blocked`, `plan/changed`, `machine/busy`. */
  start(request: JobRequest): Promise<string>
  /** A job that has ended stays as it is. Throws `job/not-found`. */
  cancel(jobId: string): void
  /** Throws `job/not-found`, `job/not-asking`. */
  answer(jobId: string, answer: 'now' | 'not-now'): void
  running(): readonly Job[]
  runningOn(machineId: string): string | undefined
  /** Resolves when the job has ended. */
  ended(jobId: string): Promise<Job>
  /** Forgets what runs here; its machine goes on, and the next start ends the job as interrupted. */
  close(): void
}

export function openJobs(parts: JobsParts): Jobs {
  const { store } = parts
  const running = new Map<string, RunningJob>()
  const plans = new Map<string, { readonly plan: Plan; readonly facts: MachineFacts }>()

  async function plan(request: JobRequest): Promise<Plan> {
    const { context } = await planContext(request.machineId)
    const made = await makePlan(context, request)
    plans.set(keyOf(request), { plan: made, facts: context.facts })
    return made
  }

  async function planContext(machineId: string): Promise<{ context: PlanContext }> {
    const machine = usable(await parts.refresh(machineId))
    const handle = await parts.open(machineId)
    const context: PlanContext = {
      machine: handle,
      facts: machine.facts,
      backend: backendFor(machine.facts.backend),
      via: parts.via(),
    }
    return { context }
  }

  /** The plan the person saw, or a new one that says the same; its absence means they asked without looking. */
  async function agreedPlan(request: JobRequest): Promise<{ plan: Plan; facts: MachineFacts }> {
    const shown = plans.get(keyOf(request))
    if (shown && Date.now() - shown.plan.plannedAt < FRESH_MS) return shown
    const plan_ = await plan(request)
    if (shown) refuseOther(shown.plan, plan_)
    return plans.get(keyOf(request)) as { plan: Plan; facts: MachineFacts }
  }

  function refuseIfBusy(machineId: string): void {
    const jobId = runningOn(machineId)
    if (jobId !== undefined) throw new AppError('machine/busy', { machine: machineId, jobId })
  }

  const runningOn = (machineId: string): string | undefined =>
    [...running.values()].find(job => job.machineId === machineId)?.jobId ?? store.runningOn(machineId)?.id

  async function start(request: JobRequest): Promise<string> {
    refuseIfBusy(request.machineId)
    const { plan: agreed, facts } = await agreedPlan(request)
    if (isBlocked(agreed)) throw blocked(agreed)
    const machine = await parts.open(request.machineId)
    refuseIfBusy(request.machineId)
    plans.delete(keyOf(request))
    const log = store.create()
    const job = startRunningJob({
      ...parts,
      log,
      request,
      plan: agreed,
      facts,
      machine,
      backend: backendFor(agreed.backend ?? 'rpm-ostree'),
      onEvent: seq => parts.onEvent(log.jobId, seq),
    })
    running.set(job.jobId, job)
    void job.ended.then(() => finish(job))
    return job.jobId
  }

  function finish(job: RunningJob): void {
    if (!running.delete(job.jobId)) return
    store.release(job.jobId)
    parts.onEnd(jobOf(job.jobId))
  }

  const jobOf = (jobId: string): Job => store.find(jobId).job as Job

  function answer(jobId: string, choice: 'now' | 'not-now'): void {
    const job = running.get(jobId)
    if (!job) throw new AppError('job/not-asking', { jobId: jobOf(jobId).id })
    job.answer(choice)
  }

  return {
    plan,
    start,
    cancel: jobId => running.get(jobOf(jobId).id)?.cancel(),
    answer,
    running: () => [...running.keys()].map(jobOf),
    runningOn,
    async ended(jobId) {
      await running.get(jobId)?.ended
      return jobOf(jobId)
    },
    close() {
      for (const job of running.values()) job.abandon()
      running.clear()
    },
  }
}

const keyOf = (request: JobRequest): string =>
  request.kind === 'rebase'
    ? JSON.stringify([request.kind, request.machineId, request.image, request.via, request.signature, request.choose])
    : JSON.stringify([request.kind, request.machineId])

/** A machine that can be changed now, or the reason why not. */
function usable(machine: Machine): {
  readonly facts: MachineFacts & { backend: NonNullable<MachineFacts['backend']> }
} {
  const { state, facts, name } = machine
  if (state.kind === 'unreachable' || state.kind === 'unsupported') throw fromReport(state.error)
  if (state.kind === 'stopped' || state.kind === 'starting') throw new AppError('machine/stopped', { machine: name })
  if (!facts?.backend)
    throw new AppError('machine/not-image-based', { machine: name, os: facts?.osName ?? 'something' })
  return { facts: { ...facts, backend: facts.backend } }
}

function refuseOther(shown: Plan, now: Plan): void {
  const what =
    shown.action !== now.action
      ? 'another action is needed now'
      : shown.image?.digest !== now.image?.digest
        ? 'the image has other content now'
        : undefined
  if (what !== undefined) throw new AppError('plan/changed', { machine: now.machineName, what })
}

function blocked(plan: Plan): AppError {
  const reasons = plan.checks.filter(check => check.level === 'blocks').map(check => check.fact)
  return new AppError('plan/blocked', { machine: plan.machineName, reasons: reasons.join(' ') })
}

/**
 * A job is one act on one machine, told as numbered events. The file on disk, the wire and the screen carry exactly
 * `JobEvent`; `applyEvent` is the one reducer, used by the store in Node and by the window.
 */

import type { Deployment } from './deployment.ts'
import type { ErrorReport } from './errors.ts'
import type { JobRecord, Reconnecting, UnitRecord } from './job-record.ts'
import { logLineCount, logLines } from './log-lines.ts'
import type { MachineFacts, Session } from './machine.ts'
import type { Plan } from './plan.ts'

/** What a person can ask for. `restart: 'yes'` is that person's yes, given beforehand (the command line's `--restart`). */
export type JobRequest =
  | {
      readonly kind: 'rebase'
      readonly machineId: string
      readonly image: string
      readonly via?: 'direct' | 'export'
      readonly signature?: 'unverified' | 'signed'
      /** Which image of a folder or archive on this computer: its name there, or its digest. */
      readonly choose?: string
      readonly restart?: RestartChoice
    }
  | { readonly kind: 'rollback'; readonly machineId: string; readonly restart?: RestartChoice }
  | { readonly kind: 'discard'; readonly machineId: string }
  | { readonly kind: 'restart'; readonly machineId: string; readonly restart?: RestartChoice }

/** `ask` waits for a person, `yes` is their yes given beforehand, `no` ends with "staged". */
export type RestartChoice = 'ask' | 'yes' | 'no'

export type StepName =
  | 'preflight'
  | 'resolve'
  | 'export'
  | 'upload'
  | 'stage'
  | 'rollback'
  | 'discard'
  | 'ask'
  | 'restart'
  | 'verify'
  | 'clean-up'

export type JobOutcome = 'booted' | 'staged' | 'unchanged' | 'failed' | 'cancelled'

/** What the restart prompt needs to say who will notice. */
export interface RestartQuestion {
  readonly machine: string
  readonly starts: Deployment
  readonly insteadOf?: Deployment
  readonly runningContainers: number
  readonly sessions: readonly Session[]
  /** How long restarts of this machine took, if it was ever seen. */
  readonly usualMs?: number
}

/** How a job ended, in facts and in one sentence. */
export interface Verdict {
  readonly outcome: JobOutcome
  readonly sentence: string
  /** What is true on the machine now, said for outcomes that need it. */
  readonly truth?: string
  /** What a person may want to do about it: the job's own system is staged, and can be discarded. */
  readonly offer?: 'discard'
  readonly requested?: string
  /** The image as it was handed to the backend. */
  readonly resolved?: string
  /** Manifest digest of what was asked for. */
  readonly digest?: string
  readonly bootedDigest?: string
  readonly failedUnits?: readonly string[]
  /** How long the machine was away. */
  readonly restartMs?: number
  readonly error?: ErrorReport
  /** The machine's deployments afterwards, for the strip. */
  readonly deployments?: readonly Deployment[]
}

/*
 *   running(step) ⇄ reconnecting          asking: waits for a person's yes to the restart
 *      │    ▲
 *      ▼    │
 *    asking ┘
 *      └──▶ ended(verdict)                 from every state
 */
export type JobState =
  | { readonly kind: 'running'; readonly step: StepName }
  | Reconnecting
  | { readonly kind: 'asking'; readonly question: RestartQuestion }
  | { readonly kind: 'ended'; readonly verdict: Verdict }

/** What an event says, before it is numbered. */
export type JobEventBody =
  | {
      readonly kind: 'started'
      readonly request: JobRequest
      readonly machineName: string
      readonly plan: Plan
      readonly version?: number
      /** The machine as it was before. */
      readonly facts?: MachineFacts
    }
  | { readonly kind: 'state'; readonly state: JobState }
  | { readonly kind: 'note'; readonly text: string }
  /** What a later process would need to know. */
  | { readonly kind: 'checkpoint'; readonly record: JobRecord }
  /** `unit`: it runs there in a unit of this name, whether Drydock looks or not. */
  | { readonly kind: 'command'; readonly commandId: number; readonly text: string; readonly unit?: string }
  /** One or more whole lines without their last line break, already made harmless for a screen. */
  | {
      readonly kind: 'output'
      readonly commandId: number
      readonly stream: 'stdout' | 'stderr'
      readonly text: string
      /** Of a unit's output: the place in its journal up to which everything is in the log with this event. */
      readonly cursor?: string
    }
  | {
      readonly kind: 'progress'
      readonly phase: string
      readonly doneBytes: number
      /** 0 for a silent phase, which reports no size. */
      readonly totalBytes: number
    }
  | {
      readonly kind: 'exit'
      readonly commandId: number
      readonly exitCode: number | null
      readonly durationMs: number
    }

/** `seq` counts from 1 without gaps within a job; `at` is milliseconds since 1970. */
export type JobEvent = { readonly jobId: string; readonly seq: number; readonly at: number } & JobEventBody

export interface StepRecord {
  readonly name: StepName
  readonly startedAt: number
  readonly endedAt?: number
}

export interface Progress {
  readonly phase: string
  readonly doneBytes: number
  readonly totalBytes: number
  /** When this phase began and when it last moved. */
  readonly phaseStartedAt: number
  readonly movedAt: number
}

/** Everything a screen shows of a job but its output. */
export interface Job {
  readonly id: string
  readonly request: JobRequest
  readonly machineName: string
  readonly plan: Plan
  readonly startedAt: number
  readonly endedAt?: number
  readonly state: JobState
  readonly steps: readonly StepRecord[]
  readonly progress?: Progress
  readonly notes: readonly string[]
  readonly record: JobRecord
  /** The unit started last. */
  readonly unit?: UnitRecord
  /** How many commands were numbered so far. */
  readonly commandCount: number
  /** Of the log; job-record.ts says which there are. */
  readonly version: number
  /** The number of the last event applied. */
  readonly seq: number
  /** Lines of output and commands so far: what the log view scrolls over. */
  readonly lineCount: number
  readonly lastLine?: string
}

function withState(job: Job, state: JobState, at: number): Job {
  if (state.kind === 'reconnecting') return { ...job, state }
  const step: StepName | undefined = state.kind === 'running' ? state.step : state.kind === 'asking' ? 'ask' : undefined
  const last = job.steps.at(-1)
  if (last && last.name === step) return { ...job, state }
  const closed = job.steps.map(record => (record.endedAt === undefined ? { ...record, endedAt: at } : record))
  const steps = step === undefined ? closed : [...closed, { name: step, startedAt: at }]
  const next: Job = { ...job, state, steps }
  return state.kind === 'ended' ? { ...next, endedAt: at } : next
}

type Of<Kind extends JobEventBody['kind']> = Extract<JobEvent, { kind: Kind }>

function withProgress(job: Job, event: Of<'progress'>): Job {
  const { phase, doneBytes, totalBytes, at } = event
  const same = job.progress?.phase === phase ? job.progress : undefined
  return { ...job, progress: { phase, doneBytes, totalBytes, phaseStartedAt: same?.phaseStartedAt ?? at, movedAt: at } }
}

function withCommand(job: Job, { commandId, text, unit: name, seq, at }: Of<'command'>): Job {
  const commandCount = Math.max(job.commandCount, commandId)
  return name === undefined
    ? { ...job, commandCount }
    : { ...job, commandCount, unit: { name, commandId, text, seq, startedAt: at } }
}

/** How far a unit's output was read, and its end. */
function withUnit(job: Job, event: JobEvent): Job {
  const { unit } = job
  if (!unit || !('commandId' in event) || event.commandId !== unit.commandId) return job
  if (event.kind === 'exit') return { ...job, unit: { ...unit, exit: { exitCode: event.exitCode } } }
  if (event.kind !== 'output' || event.cursor === undefined) return job
  return { ...job, unit: { ...unit, cursor: event.cursor } }
}

const lastLineOf = (event: JobEvent): string | undefined => logLines(event).at(-1)?.text

/**
 * The job after one more event. The first event of a job is `started`; before it there is no job. An event whose
 * number was already applied changes nothing, so overlapping reads are harmless.
 */
export function applyEvent(job: Job | undefined, event: JobEvent): Job {
  if (!job) {
    if (event.kind !== 'started') throw new Error(`job ${event.jobId} begins with “${event.kind}”, not “started”`)
    const { jobId: id, request, machineName, plan, at: startedAt, seq, version = 1 } = event
    const state: JobState = { kind: 'running', step: plan.steps[0]?.name ?? 'preflight' }
    return {
      ...{ id, request, machineName, plan, startedAt, state, steps: [], notes: [], version },
      ...{ record: {}, commandCount: 0, seq, lineCount: 0 },
    }
  }
  if (event.seq <= job.seq) return job
  const lastLine = event.kind === 'exit' ? job.lastLine : (lastLineOf(event) ?? job.lastLine)
  const next: Job = {
    ...job,
    seq: event.seq,
    lineCount: job.lineCount + logLineCount(event),
    ...(lastLine === undefined ? {} : { lastLine }),
  }
  if (event.kind === 'state') return withState(next, event.state, event.at)
  if (event.kind === 'progress') return withProgress(next, event)
  if (event.kind === 'note') return { ...next, notes: [...next.notes, event.text] }
  if (event.kind === 'checkpoint') return { ...next, record: { ...next.record, ...event.record } }
  if (event.kind === 'command') return withCommand(next, event)
  return withUnit(next, event)
}

export const isEnded = (job: Job): boolean => job.state.kind === 'ended'

/** The verdict of a job that has ended. */
export const verdictOf = (job: Job): Verdict | undefined => (job.state.kind === 'ended' ? job.state.verdict : undefined)

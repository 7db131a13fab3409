/** A step is a few commands with one purpose. It sees its context and nothing else: no store, no window. */

import type { Deployment } from '../../shared/deployment.ts'
import type { JobRequest, RestartQuestion, StepName, Verdict } from '../../shared/job.ts'
import type { Expectation, JobRecord, Reconnecting, Staging } from '../../shared/job-record.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Backend } from '../backends/backend.ts'
import type { CommandResult } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import type { DetachedWish } from './units/detached-command.ts'

/**
 * What earlier steps learned for later ones. All but the facts is written into the log as it is set, so that a later process
 * can go on: a step begins again with what is here, and must find out what it had already done.
 */
export interface JobMemory {
  /** Facts before anything was changed, or the newest ones while nothing was. */
  facts: MachineFacts
  /** The source handed to the backend, `transport:rest`. */
  source: string | undefined
  expected: Expectation | undefined
  staging: Staging | undefined
  staged: Deployment | undefined
  /** When the machine was asked to restart, and out of which boot. */
  leaving: JobRecord['leaving']
  /** How long the machine was away. */
  restartMs: number | undefined
  /** Set when the job is to end before its remaining steps. */
  ending: Verdict | undefined
}

export interface StepContext {
  readonly jobId: string
  readonly request: JobRequest
  readonly plan: Plan
  readonly backend: Backend
  readonly memory: JobMemory
  /** Every command run through it is told in the log. */
  readonly machine: MachineHandle
  /** The same, for commands that only read: run again when the connection was lost under them. */
  readonly reader: MachineHandle
  /** The same machine, untold: for asking again and again whether it is back. */
  readonly quiet: MachineHandle
  readonly signal: AbortSignal
  note(text: string): void
  progress(phase: string, doneBytes: number, totalBytes: number): void
  /** Runs a command that goes on there without us (units/detached-runner.ts). */
  runDetached(wish: DetachedWish): Promise<CommandResult>
  /** An earlier process has begun this job; the step at hand may have been done in part. */
  readonly isResumed: boolean
  /** Brings to its end what an earlier process started there (units/detached-runner.ts). */
  finishEarlier(): Promise<void>
  /** Writes down that this job is about to make `directory` on the machine, so that it is removed whatever happens. */
  claimDirectory(directory: string): Promise<void>
  /** The job is waiting for the machine to answer again, or (without a wait) has its answer. */
  reconnecting(wait?: Omit<Reconnecting, 'kind' | 'step'>): void
  /** Waits until the machine answers again, as long as it takes; its boot id. */
  reconnect(): Promise<string>
  /** Reads the machine's facts anew (one round trip), waiting for a machine that is away. */
  readFacts(): Promise<MachineFacts>
  /** Waits for a person; resolves at once when their answer was given beforehand. */
  askRestart(question: RestartQuestion): Promise<'now' | 'not-now'>
  /** How long restarts of this machine took, if seen. */
  readonly usualRestartMs: number | undefined
  rememberRestart(durationMs: number): void
  /** How long to wait for a machine to come back. */
  readonly restartDeadlineMs: number
}

export interface Step {
  readonly name: StepName
  run(context: StepContext): Promise<void>
}

/** A step is a few commands with one purpose. It sees its context and nothing else: no store, no window. */

import type { Deployment } from '../../shared/deployment.ts'
import type { JobRequest, RestartQuestion, StepName, Verdict } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Backend } from '../backends/backend.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'

/** What must be booted in the end, whichever way it came there. */
export interface Expectation {
  readonly name: string
  /** Any of these manifest digests. */
  readonly digests: readonly string[]
  /** Or this deployment, where no digest is known. */
  readonly checksum?: string
}

/** What earlier steps learned for later ones. */
export interface JobMemory {
  /** Facts before anything was changed, or the newest ones while nothing was. */
  facts: MachineFacts
  /** The source handed to the backend, `transport:rest`. */
  source?: string
  expected?: Expectation
  staged?: Deployment
  /** When the machine went away and came back. */
  restartMs?: number
  /** Set when the job is to end before its remaining steps. */
  ending?: Verdict
}

export interface StepContext {
  readonly jobId: string
  readonly request: JobRequest
  readonly plan: Plan
  readonly backend: Backend
  readonly memory: JobMemory
  /** Every command run through it is told in the log. */
  readonly machine: MachineHandle
  /** The same machine, untold: for asking again and again whether it is back. */
  readonly quiet: MachineHandle
  readonly signal: AbortSignal
  note(text: string): void
  progress(phase: string, doneBytes: number, totalBytes: number): void
  /** Writes down that this job is about to make `directory` on the machine, so that it is removed whatever happens. */
  claimDirectory(directory: string): void
  /** The job is waiting for the machine to answer again, or (without a number) has its answer. */
  reconnecting(attempt?: number): void
  /** Reads the machine's facts anew (one round trip). */
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

/**
 * What differs between rpm-ostree and bootc: words on a command line, and the shape of what they print. Everything here
 * is pure: argv out, text in.
 */

import type { BackendName, BackendStatus, SignaturePolicy } from '../../shared/deployment.ts'
import type { AppError } from '../../shared/errors.ts'

/** A point on the one bar. `totalBytes` 0: the phase is silent and reports no size. */
export interface ProgressPoint {
  /** What a person reads: “Fetching layers”, “Writing the deployment”. */
  readonly phase: string
  readonly doneBytes: number
  readonly totalBytes: number
}

/** Reads a backend's output line by line; a line that says nothing new gives undefined. Never past 100 %. */
export interface ProgressReader {
  read(stream: 'stdout' | 'stderr', line: string): ProgressPoint | undefined
}

/** What a failure was about, for the facts of its error. */
export interface FailureContext {
  readonly machine: string
  readonly user: string
  readonly image: string
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface StageOptions {
  readonly signature: SignaturePolicy
  /** bootc: write machine-readable progress to descriptor 3 (its hidden `--progress-fd`). rpm-ostree: no effect. */
  readonly progressFd?: boolean
}

/** What a backend's daemon works on, and for whom. */
export interface RunningTransaction {
  /** The client's command line, without the program. */
  readonly title: string
  /** What kind of client: `cli`, `gnome-software`, … */
  readonly client?: string
  /** The systemd unit the client was started in. */
  readonly unit?: string
}

export interface Backend {
  readonly name: BackendName
  /** Transports (containers-transports(5) names) it reads. */
  readonly transports: readonly string[]
  readonly statusCommand: readonly string[]
  /** Stages `source`, a `transport:rest` string as in containers-transports(5) (`docker://quay.io/a/b:1`). */
  stageCommand(source: string, options: StageOptions): readonly string[]
  /** Brings the newest content of the reference the machine already follows. */
  upgradeCommand(options: StageOptions): readonly string[]
  readonly rollbackCommand: readonly string[]
  /** Removes the staged deployment and nothing else. */
  readonly discardCommand: readonly string[]
  /** Cancels a transaction of the backend's daemon; undefined where there is no daemon. */
  readonly cancelCommand?: readonly string[]
  /** Prints who the daemon works for; undefined where there is no daemon. */
  readonly transactionCommand?: readonly string[]
  /** Who that is, or undefined when the daemon does nothing. */
  parseTransaction?(stdout: string): RunningTransaction | undefined
  /** Throws `backend/failed` when the text is not a status. */
  parseStatus(stdout: string): BackendStatus
  createProgressReader(): ProgressReader
  /** The cause of a failed stage, upgrade, rollback or status, from what was printed; `raw` is the whole stderr. */
  explainFailure(context: FailureContext): AppError
}

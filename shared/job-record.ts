/** What a job writes down of itself, so that another process of Drydock can go on with it. */

import type { Deployment } from './deployment.ts'
import type { StepName, Verdict } from './job.ts'

/** What must be booted in the end, whichever way it came there. */
export interface Expectation {
  readonly name: string
  /** Any of these manifest digests. */
  readonly digests: readonly string[]
  /** Or this deployment, where no digest is known. */
  readonly checksum?: string
}

/** What the staging is at: after a fall-back it is no longer what the plan began with. */
export interface Staging {
  readonly command: 'as-planned' | 'upgrade'
  /** The image has to be exported before it is staged. */
  readonly needsExport: boolean
  /** Whether bootc is asked for its machine-readable progress. */
  readonly hasProgressFd: boolean
}

/**
 * What a later process of Drydock needs to go on where this one stopped. Steps write it down before they act on it, as
 * `checkpoint` events.
 */
export interface JobRecord {
  /** The image as handed to the backend. */
  readonly source?: string
  readonly expected?: Expectation
  readonly staging?: Staging
  readonly staged?: Deployment
  /** The one directory the job makes on the machine, from just before it is made. */
  readonly directory?: string
  /** The machine was asked to restart: when, and out of which boot. From then on it is only waited for. */
  readonly leaving?: { readonly bootId: string; readonly at: number }
  /** A person's answer to the restart question. */
  readonly answer?: 'now' | 'not-now'
  readonly restartMs?: number
  /** A person cancelled it. */
  readonly isCancelled?: true
  /** How it ends; only the cleaning up is missing. */
  readonly ending?: Verdict
}

/** A command that runs on the machine in a unit of its own, and how far its output was read. */
export interface UnitRecord {
  readonly name: string
  readonly commandId: number
  /** The command that started it. */
  readonly text: string
  /** The number of its `command` event. */
  readonly seq: number
  readonly startedAt: number
  /** The place in the machine's journal of the last line read. */
  readonly cursor?: string
  /** Set when its end was read. */
  readonly exit?: { readonly exitCode: number | null }
}

/** The machine does not answer. What runs there goes on; Drydock asks again and again until it does. */
export interface Reconnecting {
  readonly kind: 'reconnecting'
  readonly step: StepName
  readonly attempt: number
  /** Milliseconds since 1970: since when it is away. */
  readonly since?: number
  /** How long until the next try. */
  readonly nextTryMs?: number
  /** How long restarts of this machine took, where one is waited for. */
  readonly usualMs?: number
  /** It has been away for longer than that: what to try meanwhile. */
  readonly advice?: readonly string[]
}

/** The version of the log a process writes. Without one it is 1, from before jobs could be resumed. */
export const JOB_LOG_VERSION = 2

/** What a job would do, said before it does it. The review screen, `--dry-run` and the tests read the same plan. */

import type { BackendName, Deployment, SignaturePolicy } from './deployment.ts'
import type { StepName } from './job.ts'
import type { LayoutKind } from './layout.ts'

/** Every question preflight asks; the name is stable and is what tests and screens choose by. */
export type CheckId =
  | 'backend'
  | 'sudo'
  | 'transaction'
  | 'update-agent'
  | 'architecture'
  | 'bootable'
  | 'space-boot'
  | 'space-sysroot'
  | 'space-var-tmp'
  | 'packages'
  | 'signature'
  | 'same-digest'
  | 'staged-already'
  | 'image'
  | 'detached'
  | 'other-drydock'

/** One check: a fact, what follows from it, and what to do about it. */
export interface Check {
  readonly id: CheckId
  readonly level: 'blocks' | 'warns' | 'fine'
  readonly fact: string
  readonly consequence: string
  /** Empty where nothing needs doing. */
  readonly action: string
}

/** How the backend gets the image. `upload`: it lies on this computer and is sent to the machine first. */
export type Via = 'registry' | 'direct' | 'export' | 'upload' | 'as-given'

/** What an upload would send, as the machine’s store stood when it was looked at. */
export interface UploadLook {
  /** The machine’s store of blobs. */
  readonly store: string
  /** The manifest first. */
  readonly blobs: readonly { readonly digest: string; readonly sizeBytes: number; readonly isThere: boolean }[]
  /** What has to find room there. */
  readonly neededBytes: number
  /** What was free there; unknown where df did not say. */
  readonly freeBytes?: number
}

export interface PlannedUpload extends UploadLook {
  /** Absolute, on this computer. */
  readonly path: string
  readonly kind: LayoutKind
}

/** What an image reference turned out to be on one machine. */
export interface ResolvedImage {
  /** As the person wrote it. */
  readonly requested: string
  /** The image as handed to the backend, `transport:rest` as in containers-transports(5). For `export` the path is known only when the job runs. */
  readonly source: string
  readonly transport: string
  readonly via: Via
  /** One sentence: why this way. */
  readonly why: string
  /** The full name (or `@`ID) of a local image in its storage: what an export saves. */
  readonly localName?: string
  /** Which storage it was found in. */
  readonly store?: 'user' | 'root'
  /** Manifest digest of the source handed to the backend, where it can be known beforehand. */
  readonly digest?: string
  /** Digest of the index the manifest was chosen from, where the registry serves several architectures. */
  readonly indexDigest?: string
  /** Config digest, the same across transports (podman's image ID with `sha256:`). */
  readonly configDigest?: string
  readonly architecture?: string
  readonly isBootable?: boolean
  readonly version?: string
  readonly createdAt?: number
  /** What has to move, compressed, where the registry or the storage tells. */
  readonly sizeBytes?: number
  readonly layerCount?: number
  /** For `upload`. */
  readonly upload?: PlannedUpload
}

export interface PlannedStep {
  readonly name: StepName
  /** What the step is for, in a few words. */
  readonly title: string
  /** The exact commands, as they run there, one line each. */
  readonly commands: readonly string[]
}

export type PlanAction = 'rebase' | 'upgrade' | 'nothing' | 'rollback' | 'discard' | 'restart'

export interface Plan {
  /** Milliseconds since 1970: when the machine was asked. */
  readonly plannedAt: number
  readonly machineId: string
  readonly machineName: string
  /** The job's id, known beforehand because its units on the machine are called after it. Absent in old logs. */
  readonly jobId?: string
  readonly backend?: BackendName
  readonly action: PlanAction
  /** One sentence: why this action, where it is not the plain one. */
  readonly why?: string
  readonly image?: ResolvedImage
  /** Where an export would be written on the machine and removed from again; nothing else is ever made there. */
  readonly directory?: string
  readonly now?: Deployment
  /** What the next restart would start, as far as it is known beforehand. */
  readonly after?: {
    readonly name: string
    readonly digest?: string
    readonly version?: string
    readonly signature?: SignaturePolicy
  }
  readonly deployments: readonly Deployment[]
  readonly checks: readonly Check[]
  readonly steps: readonly PlannedStep[]
}

export const isBlocked = (plan: Plan): boolean => plan.checks.some(check => check.level === 'blocks')

/** A machine is what Drydock rebases: a Podman machine, anything over SSH, this computer, or a practice machine. */

import type { BackendName, BackendStatus } from './deployment.ts'
import type { ErrorReport } from './errors.ts'
import type { JobOutcome } from './job.ts'

export type MachineKind = 'practice' | 'podman' | 'ssh' | 'local'

/*
 *   asking ──▶ ready ⇄ restarting          unsupported: it answers, or is known, but cannot be rebased; the error says why
 *      │         ▲
 *      ├──▶ unreachable (keeps its last facts)
 *      └──▶ stopped ──▶ starting ──▶ asking
 */
export type MachineState =
  | { readonly kind: 'asking' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'restarting' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'unreachable'; readonly error: ErrorReport }
  | { readonly kind: 'unsupported'; readonly error: ErrorReport }

export interface FileSystemSpace {
  /** `/boot`, `/sysroot` or `/var/tmp`. */
  readonly path: string
  readonly sizeBytes: number
  readonly freeBytes: number
  /** The same for paths on one file system. */
  readonly device: string
}

/** How commands that need root run there. */
export type SudoAccess = 'is-root' | 'passwordless' | 'needs-password' | 'refused' | 'missing'

export interface Session {
  readonly user: string
  readonly terminal: string
}

/** An update agent that is active there and may change the machine by itself. */
export interface UpdateAgent {
  readonly unit: string
  readonly since?: string
}

/** A unit that some Drydock made. */
export interface DrydockUnit {
  /** `drydock-<job>-stage.service` */
  readonly name: string
  /** As systemctl(1) says: `activating`, `active`, `failed`. */
  readonly state: string
  readonly description: string
}

/** What one round trip to a machine learns. */
export interface MachineFacts {
  readonly osName: string
  readonly osVersion: string
  /** OCI name of the architecture: `amd64`, `arm64`, … */
  readonly architecture: string
  readonly bootId: string
  readonly uptimeSeconds: number
  readonly user: string
  /** Root's own image storage comes first there (a rootful Podman machine, or logged in as root). */
  readonly rootful: boolean
  readonly sudo: SudoAccess
  /** The backend Drydock will use, undefined where there is none. */
  readonly backend?: BackendName
  readonly status?: BackendStatus
  readonly fileSystems: readonly FileSystemSpace[]
  /** What Drydock keeps there of images it sent, so that the next one is short; not there where it keeps nothing. */
  readonly storeBytes?: number
  readonly tools: {
    readonly podman: boolean
    readonly skopeo: boolean
    readonly systemd: boolean
    readonly systemdVersion?: number
  }
  readonly uid?: number
  readonly isSelinuxEnforced?: boolean
  /** What is there of Drydock, this one or another: its units, by name. */
  readonly drydockUnits?: readonly DrydockUnit[]
  /** Directories that jobs of any Drydock made there. */
  readonly drydockDirectories?: readonly string[]
  readonly sessions: readonly Session[]
  readonly runningContainers: number
  readonly failedUnits: readonly string[]
  readonly updateAgents: readonly UpdateAgent[]
  /** Why the last staged deployment was not activated at shutdown, if that happened. */
  readonly finalizeFailure?: string
}

/** The last finished job of a machine, for the list. */
export interface LastJob {
  readonly jobId: string
  readonly outcome: JobOutcome
  readonly endedAt: number
}

export interface Machine {
  /** `practice`, `practice-bootc`, `local`, `podman:<name>` or `ssh:<name>`. */
  readonly id: string
  readonly name: string
  readonly kind: MachineKind
  /** What a person would type to reach it: `core@127.0.0.1:39511`, `this computer`. */
  readonly address: string
  /** The default Podman machine. */
  readonly isDefault: boolean
  readonly state: MachineState
  /** The last facts it told, kept while it cannot be reached. */
  readonly facts?: MachineFacts
  /** Milliseconds since 1970. */
  readonly factsAt?: number
  readonly lastJob?: LastJob
  /** Units there of a Drydock that is not this one: somebody else's job. */
  readonly otherDrydock?: readonly string[]
  /** What Drydock found of its own there and removed, since it was started. */
  readonly swept?: readonly string[]
  /** The job that is changing it now. */
  readonly runningJobId?: string
}

/** One local image of a machine, one entry a name (podman lists one entry per name with the same ID). */
export interface LocalImage {
  /** Full name with tag, or undefined for an untagged image. */
  readonly name?: string
  /** Image ID, 64 hex digits: the config digest. */
  readonly id: string
  readonly digest?: string
  readonly store: 'user' | 'root'
  readonly isBootable: boolean
  readonly version?: string
  readonly sizeBytes: number
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** OCI name, where known. */
  readonly architecture?: string
}

const OCI_ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  i686: '386',
  ppc64le: 'ppc64le',
  s390x: 's390x',
  riscv64: 'riscv64',
}

/** `uname -m` as an OCI (Go) architecture name. */
export const ociArchitecture = (unameMachine: string): string => OCI_ARCHITECTURES[unameMachine] ?? unameMachine

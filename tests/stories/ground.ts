/** Where the shared stories take place. A practice machine and a lab machine answer the same; stories.ts says what. */

import type { TroubleId } from '../../electron/practice/troubles.ts'
import type { BackendName } from '../../shared/deployment.ts'
import type { DrydockOptions, DrydockRun } from '../support/run-drydock.ts'

/** Troubles that a real system can be brought into. */
export type StoryTrouble = Extract<
  TroubleId,
  | 'registry-down'
  | 'store-broken'
  | 'disk-full'
  | 'boot-full'
  | 'came-back-old'
  | 'connection-drops-staging'
  | 'failed-unit-after-restart'
  | 'reboot-blocked'
  | 'transaction-running'
  | 'zincati-active'
  | 'sudo-password'
  | 'sudo-refused'
  | 'policy-refuses'
  | 'wrong-architecture'
  | 'noisy-output'
>

export interface StoryImages {
  /** In a registry, other than what runs. */
  readonly newer: string
  /** In the same registry there is no such tag. */
  readonly missing: string
  /** A path on the machine where nothing is. */
  readonly nowhere: string
  /** A container that is no operating system. */
  readonly notBootable: string
  /** With the trouble `wrong-architecture`. */
  readonly otherArchitecture: string
  /** In the storage of the rootless user. */
  readonly local: string
  /** In root's storage only. */
  readonly root: string
}

export interface OnMachine {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}

/** One machine as it is at first, and a Drydock that knows it and nothing else of ours. */
export interface StoryGround {
  readonly backend: BackendName
  /** What Drydock calls the machine. */
  readonly machine: string
  readonly images: StoryImages
  drydock(words: readonly string[], options?: Partial<DrydockOptions>): Promise<DrydockRun>
  /** Runs on the machine as core, past Drydock. */
  onMachine(argv: readonly string[]): Promise<OnMachine>
  /** The rootless user's storage, as far as it can be told apart: the same text means that nobody changed it. */
  localStore(): Promise<string>
  have(trouble: StoryTrouble): Promise<void>
}

/** Makes the ground for one test; what it opens is closed when the test is over. */
export type OpenGround = (backend: BackendName) => Promise<StoryGround>

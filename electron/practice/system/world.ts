/** A practice machine while it runs: its lasting state, and what ends with the app or a restart. */

import type { TroubleId } from '../troubles.ts'
import type { Clock } from './clock.ts'
import type { PracticeDeployment, PracticeSnapshot } from './snapshot.ts'
import type { Transaction } from './transaction.ts'
import type { TransientUnit } from './transient-unit.ts'

export interface World {
  readonly name: string
  readonly clock: Clock
  /** `amd64` or `arm64`. */
  readonly ociArchitecture: string
  readonly state: PracticeSnapshot
  /** Tells that something lasting changed. */
  readonly changed: () => void
  /** Cuts every connection, as a pulled cable does. */
  readonly dropConnections: () => void
  /** Begins a restart and returns at once. */
  readonly restart: () => void
  /** Open SSH connections: user and number of each. */
  readonly sessions: () => readonly { readonly id: number; readonly user: string }[]
  /** Aborted when the machine goes down; a new one each boot. */
  power: AbortController
  transaction: Transaction | undefined
  /** bootc works in its own process and holds the sysroot's lock meanwhile. */
  isLockedByBootc: boolean
  readonly units: Map<string, TransientUnit>
  /** Paths that flock holds now, each by a key of its own: a command that runs, or an open file. */
  readonly locks: Map<string, object>
  nextPid: number
  /** How far its clock is from ours. */
  clockOffsetMs: number
}

export const hasTrouble = ({ state }: World, id: TroubleId): boolean => state.trouble === id

/** True once for a trouble that happens once. */
export function spendTrouble(world: World, id: TroubleId): boolean {
  if (!hasTrouble(world, id) || world.state.isTroubleSpent) return false
  world.state.isTroubleSpent = true
  return true
}

/** Throws when there is none, which cannot be: something is always booted. */
export function bootedDeployment({ state }: World): PracticeDeployment {
  const booted = state.deployments.find(deployment => deployment.booted)
  if (!booted) throw new Error('a practice machine without a booted deployment')
  return booted
}

export const stagedDeployment = ({ state }: World): PracticeDeployment | undefined =>
  state.deployments.find(deployment => deployment.staged)

export const bootIdOf = ({ state }: World): string => state.bootIds.at(-1) ?? ''

/** What its clock shows. */
export const nowOn = (world: World): number => Date.now() + world.clockOffsetMs

export const newPid = (world: World): number => world.nextPid++

/**
 * Which machines there are, from four places: practice, this computer when it is image-based itself, podman, and the
 * ones a person added. Podman is asked in the background and again on request; the others are known at once.
 */

import { existsSync } from 'node:fs'
import type { AppError } from '../../shared/errors.ts'
import type { CommandRunner } from '../lib/runner.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import {
  inListOrder,
  LOCAL_RECORD,
  type MachineRecord,
  podmanRecord,
  practiceRecord,
  sshRecord,
} from './machine-record.ts'
import { listPodmanMachines, type PodmanMachines } from './podman-machines.ts'
import type { SavedMachines } from './saved-machines.ts'

export interface KnownMachines {
  /** In the order of the list. */
  records(): readonly MachineRecord[]
  /** Asks podman again; several callers at once share one answer. Never rejects: see `notes`. */
  refreshPodman(): Promise<void>
  /** Resolves when podman was asked at least once. */
  asked(): Promise<void>
  /** What a person should know about the list as a whole: podman is missing or failed, a file was set aside. */
  notes(): readonly AppError[]
  /** Ends a podman that is being asked. */
  close(): void
}

export interface KnownMachinesParts {
  readonly localRunner: CommandRunner
  readonly practices: readonly { readonly id: string; readonly name: string; readonly target: SshTarget }[]
  readonly saved: SavedMachines
  /** Hears of every new answer of podman. */
  readonly onPodman: (machines: PodmanMachines) => void
}

/** A machine that ostree booted has this file (ostree-prepare-root(1)). */
const isImageBased = (): boolean => existsSync('/run/ostree-booted')

export function createKnownMachines(parts: KnownMachinesParts): KnownMachines {
  const fixed = [...parts.practices.map(practiceRecord), ...(isImageBased() ? [LOCAL_RECORD] : [])]
  const closing = new AbortController()
  let podman: PodmanMachines = { machines: [] }
  let asking: Promise<void> | undefined
  let first: Promise<void> | undefined

  async function ask(): Promise<void> {
    const answer = await listPodmanMachines(parts.localRunner, closing.signal)
    asking = undefined
    if (closing.signal.aborted) return
    // One failure does not make machines go away that were there a moment ago.
    podman = answer.note?.code === 'podman/failed' ? { ...answer, machines: podman.machines } : answer
    parts.onPodman(podman)
  }

  function refreshPodman(): Promise<void> {
    asking ??= ask()
    first ??= asking
    return asking
  }

  return {
    records: () => inListOrder([...fixed, ...podman.machines.map(podmanRecord), ...parts.saved.list().map(sshRecord)]),
    refreshPodman,
    asked: () => first ?? refreshPodman(),
    close: () => closing.abort(new Error('Drydock is closing')),
    notes: () => [podman.note, parts.saved.damage()].filter(note => note !== undefined),
  }
}

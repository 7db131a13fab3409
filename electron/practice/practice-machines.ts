/** The two practice machines every newcomer finds, with their state kept between starts. */

import { join } from 'node:path'
import type { PracticeState, PracticeTrouble } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { type OnDamaged, readJsonFile, writeJsonFile } from '../lib/json-file.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import {
  type PracticeMachine,
  type PracticeSnapshot,
  practiceTroubles,
  startPracticeMachine,
} from './practice-machine.ts'

export interface PracticeTarget {
  readonly id: string
  readonly name: string
  readonly target: SshTarget
}

export interface PracticeMachines {
  readonly targets: readonly PracticeTarget[]
  readonly troubles: readonly PracticeTrouble[]
  /** Throws `machine/not-found`. */
  machine(machineId: string): PracticeMachine
  states(): readonly PracticeState[]
  /** Throws `usage/invalid` for a trouble there is not. */
  setTrouble(machineId: string, troubleId: string | undefined): void
  reset(machineId: string): void
  close(): Promise<void>
}

const MACHINES = [
  { name: 'practice', backend: 'rpm-ostree' },
  { name: 'practice-bootc', backend: 'bootc' },
] as const

const KEEP_AFTER_MS = 400

/** Starts both on loopback. `speed` is how many times faster than life they go. */
export async function openPracticeMachines(
  dataDir: string,
  speed = 1,
  onDamaged?: OnDamaged,
): Promise<PracticeMachines> {
  const flushes: (() => void)[] = []
  const machines = await Promise.all(MACHINES.map(({ name, backend }) => open(name, backend)))

  function open(name: string, backend: 'rpm-ostree' | 'bootc'): Promise<PracticeMachine> {
    const path = join(dataDir, `${name}.json`)
    const snapshot = readJsonFile(path, onDamaged) as PracticeSnapshot | undefined
    return startPracticeMachine({
      name,
      backend,
      speed,
      ...(snapshot ? { snapshot } : {}),
      onSnapshot: keeper(path).keep,
    })
  }

  /** A snapshot is large and comes with every layer; what lies on the disk may be a moment behind. */
  function keeper(path: string): { keep(snapshot: PracticeSnapshot): void } {
    let waiting: PracticeSnapshot | undefined
    let timer: NodeJS.Timeout | undefined
    const flush = (): void => {
      clearTimeout(timer)
      timer = undefined
      if (waiting) writeJsonFile(path, waiting)
      waiting = undefined
    }
    flushes.push(flush)
    return {
      keep(snapshot) {
        waiting = snapshot
        timer ??= setTimeout(flush, KEEP_AFTER_MS)
      },
    }
  }

  function find(machineId: string): PracticeMachine {
    const machine = machines[MACHINES.findIndex(each => each.name === machineId)]
    if (machine) return machine
    throw new AppError('machine/not-found', { name: machineId, known: MACHINES.map(each => each.name).join(', ') })
  }

  return {
    targets: MACHINES.map(({ name }) => ({ id: name, name, target: targetOf(name, find(name)) })),
    troubles: practiceTroubles,
    machine: find,
    states: () =>
      MACHINES.map(({ name }) => {
        const trouble = find(name).getTrouble()
        return { machineId: name, ...(trouble === undefined ? {} : { trouble }) }
      }),
    setTrouble(machineId, troubleId) {
      if (troubleId !== undefined && !practiceTroubles.some(({ id }) => id === troubleId)) {
        throw new AppError('usage/invalid', { reason: `There is no practice trouble “${troubleId}”.` })
      }
      find(machineId).setTrouble(troubleId)
    },
    reset: machineId => find(machineId).reset(),
    async close() {
      await Promise.all(machines.map(machine => machine.close()))
      for (const flush of flushes) flush()
    },
  }
}

/** Its key and its host key are known from birth, so nothing is asked and known_hosts is not touched. */
const targetOf = (name: string, { host, port, user, privateKey, hostKey }: PracticeMachine): SshTarget => ({
  name,
  host,
  port,
  user,
  keyPaths: [],
  useAgent: false,
  identitiesOnly: true,
  privateKey,
  trustedHostKey: hostKey,
  jump: [],
})

/** A machine list over a data directory of its own, with a podman that replays and a person who answers. */

import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { QuestionBody } from '../../../electron/lib/ask.ts'
import { createMachineList, type MachineList, type MachineListParts } from '../../../electron/machines/machine-list.ts'
import type { Answer } from '../../../shared/api.ts'
import type { Machine } from '../../../shared/machine.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { createPodmanReplay, LIST_ALL, type PodmanReplay } from './podman-replay.ts'

export interface OpenedList {
  readonly list: MachineList
  readonly podman: PodmanReplay
  readonly dataDir: string
  readonly questions: readonly QuestionBody[]
  /** Resolves with a machine as soon as it is as wanted. */
  until(id: string, isWanted: (machine: Machine) => boolean): Promise<Machine>
  /** How often a change was told. */
  changes(): number
}

export interface ListOptions extends Partial<MachineListParts> {
  /** Says yes to host keys unless told otherwise. */
  readonly answer?: (question: QuestionBody) => Answer
}

export function openList({ answer = () => true, ...options }: ListOptions = {}): OpenedList {
  const dataDir = options.dataDir ?? tempDir()
  const podman = createPodmanReplay(tempDir())
  podman.answer(LIST_ALL, { stdout: '[]' })
  const questions: QuestionBody[] = []
  const listeners = new Set<() => void>()
  let changes = 0
  const list = createMachineList({
    dataDir,
    ask: async question => {
      questions.push(question)
      return answer(question)
    },
    localRunner: podman.runner,
    practices: [],
    knownHostsPath: join(dataDir, 'known_hosts'),
    sshConfigPath: join(dataDir, 'no-ssh-config'),
    lastJobOf: () => undefined,
    runningJobOf: () => undefined,
    ...options,
    onChange: () => {
      changes += 1
      for (const listener of listeners) listener()
    },
  })
  onTestFinished(async () => {
    // Waits for a podman that is still being asked, before its folder goes away.
    await list.refreshPodman()
    list.close()
  })

  const until = (id: string, isWanted: (machine: Machine) => boolean): Promise<Machine> =>
    new Promise(resolve => {
      const look = (): void => {
        const machine = list.list().find(each => each.id === id)
        if (!machine || !isWanted(machine)) return
        listeners.delete(look)
        resolve(machine)
      }
      listeners.add(look)
      look()
    })

  return { list, podman, dataDir, questions, until, changes: () => changes }
}

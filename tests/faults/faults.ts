/** What goes wrong, and what has to follow from it. */

import { setTimeout as sleep } from 'node:timers/promises'
import type { Drydock } from './drydock.ts'
import type { MachineUnderTest } from './machine-under-test.ts'

export interface Scene {
  readonly machine: MachineUnderTest
  readonly drydock: Drydock
}

export interface Fault {
  readonly name: string
  /** Does it; false where there is nothing it could be done to. */
  readonly strike: (scene: Scene) => Promise<boolean | undefined>
  /** Nothing is lost but time: the job comes to the end it would have come to. */
  readonly isHarmless: boolean
  /** Lines may be gone from the machine's journal before they were read. */
  readonly losesLines?: boolean
}

const BACK_A_DAY_MS = -24 * 60 * 60_000

const kill =
  (signal: NodeJS.Signals) =>
  ({ process: child }: Drydock): void =>
    void child.kill(signal)

export const faults: readonly Fault[] = [
  {
    name: 'connection cut',
    isHarmless: true,
    strike: async ({ machine }) => void (await machine.cutConnections()),
  },
  { name: 'sshd killed', isHarmless: true, strike: async ({ machine }) => void (await machine.killSshd()) },
  {
    name: 'Drydock killed -9',
    isHarmless: true,
    async strike({ drydock }) {
      kill('SIGKILL')(drydock)
      await drydock.exited
      return undefined
    },
  },
  {
    name: 'network paused 60 s',
    isHarmless: true,
    strike: async ({ machine }) => void (await machine.pauseNetwork(machine.minuteMs)),
  },
  { name: 'machine reset', isHarmless: false, strike: async ({ machine }) => void (await machine.reset()) },
  { name: 'unit killed', isHarmless: false, strike: ({ machine }) => machine.killUnits() },
  { name: '/var/tmp full', isHarmless: false, strike: async ({ machine }) => void (await machine.fillVarTmp()) },
  {
    name: 'journal rotated',
    isHarmless: true,
    losesLines: true,
    strike: async ({ machine }) => void (await machine.rotateJournal()),
  },
  {
    name: 'clock jump',
    isHarmless: true,
    async strike({ machine, drydock }) {
      kill('SIGUSR2')(drydock)
      await machine.jumpClock(BACK_A_DAY_MS)
      return undefined
    },
  },
  {
    name: 'laptop sleep',
    isHarmless: true,
    async strike({ machine, drydock }) {
      kill('SIGSTOP')(drydock)
      await machine.cutConnections()
      await sleep(machine.minuteMs)
      kill('SIGCONT')(drydock)
      return undefined
    },
  },
]

/** What a program on a practice machine sees of its surroundings. */

import type { Input, Output } from './streams.ts'
import type { World } from './world.ts'

export interface User {
  readonly name: string
  readonly uid: number
  readonly home: string
}

export const CORE: User = { name: 'core', uid: 1000, home: '/var/home/core' }
export const ROOT: User = { name: 'root', uid: 0, home: '/var/roothome' }

export interface Process {
  readonly world: World
  readonly argv: readonly string[]
  readonly env: ReadonlyMap<string, string>
  readonly user: User
  readonly cwd: string
  /** The transient unit it belongs to; without one it belongs to a login session. */
  readonly unit?: string
  /** Whether the unit's control group is its user's (systemd.resource-control(5), Delegate=). */
  readonly isDelegated?: boolean
  readonly stdin: Input
  /** Open descriptors by number, from 1. */
  readonly outputs: ReadonlyMap<number, Output>
  /** Aborted with a `ProcessKilled` when a signal ends the program or the machine goes down. */
  readonly signal: AbortSignal
  /** Runs another program with these surroundings and gives its exit code. */
  readonly spawn: (process: Process) => Promise<number>
}

/** A program: prints, changes the machine, and gives its exit code. */
export type Program = (process: Process) => Promise<number> | number

const SIGNAL_NUMBERS = { HUP: 1, INT: 2, KILL: 9, PIPE: 13, TERM: 15 } as const

type SignalName = keyof typeof SIGNAL_NUMBERS

/** Ends a program from outside, as a signal does. */
export class ProcessKilled extends Error {
  readonly signalName: SignalName

  constructor(signalName: SignalName) {
    super(`killed by SIG${signalName}`)
    this.signalName = signalName
  }
}

export const isSignalName = (name: string): name is SignalName => Object.hasOwn(SIGNAL_NUMBERS, name)

export const signalNumber = (killed: ProcessKilled): number => SIGNAL_NUMBERS[killed.signalName]

/** The exit code a shell gives for a program that a signal ended. */
export const exitCodeOf = (killed: ProcessKilled): number => 128 + SIGNAL_NUMBERS[killed.signalName]

/** A write could not be done; the message is strerror(3)’s. */
export class WriteFailed extends Error {}

/** A program was called in a way the practice machine does not know. It says so instead of guessing. */
export class UnsupportedUse extends Error {}

const write = async (process: Process, descriptor: number, content: string | Uint8Array): Promise<void> => {
  process.signal.throwIfAborted()
  await process.outputs.get(descriptor)?.write(content)
}

export const out = (process: Process, content: string | Uint8Array): Promise<void> => write(process, 1, content)

export const err = (process: Process, content: string): Promise<void> => write(process, 2, content)

/** Prints one line on standard error and gives the exit code, for `return fail(process, 1, 'error: …')`. */
export async function fail(process: Process, exitCode: number, line: string): Promise<number> {
  await err(process, `${line}\n`)
  return exitCode
}

export const isRoot = (process: Process): boolean => process.user.uid === 0

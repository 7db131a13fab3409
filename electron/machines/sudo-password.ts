/** The password sudo wants on one machine: asked for once, checked before it is used, kept in memory only. */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { Ask } from '../lib/ask.ts'
import type { CommandRunner } from '../lib/runner.ts'

export interface SudoPerson {
  /** The machine's name and the user there, for questions and errors. */
  readonly machine: string
  readonly user: string
  readonly ask: Ask
}

export interface SudoPassword {
  /** The checked password; rejects with `sudo/password` where none was given and `sudo/refused` where none helps. */
  get(signal: AbortSignal | undefined): Promise<string>
  /** The next `get` asks again. */
  forget(): void
}

const TRIES = 3
const CHECK_COMMAND = ['sudo', '-k', '-S', '-p', '', '-v'] as const
const WRONG =
  /Sorry, try again|incorrect password attempt|incorrect authentication attempt|no password was provided|Authentication failed/i

/** A line break would end the password early and hand the rest to the command. */
const isOneLine = (text: string): boolean => !/[\r\n\0]/.test(text)

/** Whether sudo takes this password; `sudo -v` runs nothing. Rejects with `sudo/refused` when the user may not at all. */
async function isRight(runner: CommandRunner, person: SudoPerson, given: string, signal?: AbortSignal) {
  // Not among `secrets`: sudo never prints it, and masking a short one would blot out sudo's own words.
  const result = await runner.run(CHECK_COMMAND, {
    stdin: `${given}\n`,
    okExitCodes: [0, 1],
    ...(signal === undefined ? {} : { signal }),
  })
  if (result.exitCode === 0) return true
  if (WRONG.test(result.stderr)) return false
  throw new AppError('sudo/refused', { machine: person.machine, user: person.user }, { raw: result.stderr })
}

async function askPassword(runner: CommandRunner, person: SudoPerson, signal?: AbortSignal): Promise<string> {
  const { machine, user } = person
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await person.ask({ kind: 'sudo', machine, user, isRetry: tries > 0 }, signal)
    if (typeof answer !== 'string') break
    if (isOneLine(answer) && (await isRight(runner, person, answer, signal))) return answer
  }
  throw new AppError('sudo/password', { machine, user })
}

/** One password for all commands of a machine: whoever needs it while a person is being asked waits for that answer. */
export function createSudoPassword(runner: CommandRunner, person: SudoPerson): SudoPassword {
  let known: string | undefined
  let asking: Promise<string> | undefined

  async function askOnce(signal: AbortSignal | undefined): Promise<string> {
    asking = askPassword(runner, person, signal)
    try {
      known = await asking
      return known
    } finally {
      asking = undefined
    }
  }

  async function get(signal: AbortSignal | undefined): Promise<string> {
    if (known !== undefined) return known
    if (!asking) return askOnce(signal)
    try {
      return await asking
    } catch (thrown) {
      // A person's no is everybody's answer; that somebody else stopped waiting is not.
      if (isAppError(thrown)) throw thrown
      signal?.throwIfAborted()
      return get(signal)
    }
  }

  return {
    get,
    forget: () => {
      known = undefined
    },
  }
}

import { AppError, isAppError } from '../../shared/errors.ts'
import { waitFor } from '../lib/back-off.ts'
import type { StepContext } from './step.ts'
import { bootIdCommand } from './steps/commands.ts'

const ATTEMPT_TIMEOUT_MS = 15_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 15_000

/** While a machine is away or starting its answers are these; anything else is a real failure. */
export const isAway = (thrown: unknown): boolean =>
  isAppError(thrown, 'machine/unreachable') || isAppError(thrown, 'machine/lost') || isAppError(thrown, 'machine/auth')

export interface Absence {
  readonly attempt: number
  /** How long it has been away. */
  readonly waitedMs: number
  readonly nextTryMs: number
}

export interface Waiting {
  readonly deadlineMs: number
  /** Which boot id ends the wait; default: any. */
  readonly isAnswer?: (bootId: string) => boolean
  /** Hears of every attempt that found nobody. */
  readonly onAway?: (absence: Absence) => void
  /** The longest pause between two tries. */
  readonly longestPauseMs?: number
}

/**
 * Asks the machine for its boot id until one is accepted. Throws `verify/not-back` when it stays silent for
 * `deadlineMs`, and the signal's reason when aborted. The clock is one that nobody can set.
 */
export async function awaitAnswer(
  context: Pick<StepContext, 'quiet' | 'signal'>,
  { deadlineMs, isAnswer = () => true, onAway, longestPauseMs = LONGEST_PAUSE_MS }: Waiting,
): Promise<string> {
  const startedAt = performance.now()
  for (let attempt = 1; ; attempt++) {
    const bootId = await bootIdOf(context)
    if (bootId !== undefined && isAnswer(bootId)) return bootId
    const waitedMs = performance.now() - startedAt
    if (waitedMs > deadlineMs) throw notBack(context.quiet.name, waitedMs)
    const nextTryMs = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempt, 10), longestPauseMs)
    if (bootId === undefined) onAway?.({ attempt, waitedMs, nextTryMs })
    await waitFor(nextTryMs, context.signal)
  }
}

async function bootIdOf({ quiet, signal }: Pick<StepContext, 'quiet' | 'signal'>): Promise<string | undefined> {
  try {
    const { stdout } = await quiet.run(bootIdCommand, { signal, timeoutMs: ATTEMPT_TIMEOUT_MS })
    return stdout.trim()
  } catch (thrown) {
    if (isAway(thrown)) return undefined
    throw thrown
  }
}

const notBack = (machine: string, waitedMs: number): AppError =>
  new AppError('verify/not-back', { machine, waited: `${Math.round(waitedMs / 1000)} s` })

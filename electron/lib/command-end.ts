/** How a finished command becomes a result or an error: the same for every runner. */
import { AppError } from '../../shared/errors.ts'
import { harmlessLines, harmlessText } from './harmless-text.ts'
import { maskSecrets } from './mask.ts'
import type { CollectedOutput } from './output-collector.ts'
import type { CommandResult, RunOptions } from './runner.ts'

const MAX_STDERR_FACT_LENGTH = 4000

export interface CommandEnd extends CollectedOutput {
  /** `null`: a signal ended it. */
  readonly exitCode: number | null
  readonly startedAtMs: number
}

/** The result of a command that ended; `command/failed` (masked, harmless, whole stderr as `raw`) when that is not ok. */
export function commandResult(
  argv: readonly string[],
  end: CommandEnd,
  options: Pick<RunOptions, 'okExitCodes' | 'secrets'>,
): CommandResult {
  const { exitCode, stdout, stderr } = end
  if (exitCode !== null && (options.okExitCodes ?? [0]).includes(exitCode)) {
    return { exitCode, stdout, stderr, durationMs: performance.now() - end.startedAtMs }
  }
  const raw = harmlessLines(stderr)
  const command = maskSecrets(harmlessText(argv.join(' ')), options.secrets ?? [])
  const facts = { command, exitCode, stderr: raw.trim().slice(-MAX_STDERR_FACT_LENGTH) }
  throw new AppError('command/failed', facts, { raw })
}

const MAX_SHORT_NAME_LENGTH = 60

/** The first words of a command, as its short name in a sentence. */
export function firstWords(argv: readonly string[]): string {
  const words = harmlessText(argv.slice(0, 3).join(' '))
  return words.length <= MAX_SHORT_NAME_LENGTH ? words : `${words.slice(0, MAX_SHORT_NAME_LENGTH - 1).toWellFormed()}…`
}

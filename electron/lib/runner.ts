/** One way to run a command, whatever the machine: ssh2 for those over SSH, execa for this computer. */

import type { Stdin } from './feed.ts'

export type OutputStream = 'stdout' | 'stderr'

export interface RunOptions {
  /** Run as root: see machines/with-sudo.ts. A runner that knows no sudo refuses it. */
  readonly sudo?: boolean
  /** Aborting ends the command (TERM, then the channel) and rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Words that must never be shown: replaced by `••••` in everything a person or a log can read. */
  readonly secrets?: readonly string[]
  /**
   * Written to standard input, which is then closed; without it standard input is empty. Bytes are made while they are
   * taken, so a slow machine slows their source down; what the source throws ends the command and is thrown.
   */
  readonly stdin?: Stdin
  /** Whole lines as they come, already harmless (lib/lines.ts): no escape sequences, no control characters, capped. */
  readonly onLines?: (stream: OutputStream, lines: readonly string[]) => void
  /** Bytes as they come, for a reader of a format of its own; nothing of them may be shown as it is. */
  readonly onBytes?: (stream: OutputStream, bytes: Uint8Array) => void
  /** Exit codes that are an answer and not a failure. Default: only 0. */
  readonly okExitCodes?: readonly number[]
  /** Rejects with `machine/unreachable` after this long. Default: none. */
  readonly timeoutMs?: number
}

export interface CommandResult {
  readonly exitCode: number
  /** As printed, decoded as UTF-8; at most the first 8 MiB of each. */
  readonly stdout: string
  readonly stderr: string
  readonly durationMs: number
}

export interface CommandRunner {
  /**
   * Runs one command and waits for it. Rejects with `command/failed` (whole stderr as `raw`) for an exit code that is
   * not ok, with `machine/lost` when the connection went away before an exit code came, with `machine/unreachable` and
   * its kin when there was no connection to begin with, and with `signal.reason` when aborted.
   */
  run(argv: readonly string[], options?: RunOptions): Promise<CommandResult>
  /** The same command as one line, exactly as it is sent. */
  commandLine(argv: readonly string[], options?: Pick<RunOptions, 'sudo'>): string
}

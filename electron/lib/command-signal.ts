import { AppError } from '../../shared/errors.ts'
import { firstWords } from './command-end.ts'
import type { RunOptions } from './runner.ts'

export interface CommandSignal {
  /** Aborted by the caller (the caller's reason) or by the time (`machine/unreachable`). */
  readonly signal: AbortSignal
  close(): void
}

/** One signal for both ends of a command's patience; close it when the command ended. */
export function openCommandSignal(
  machine: string,
  argv: readonly string[],
  options: Pick<RunOptions, 'signal' | 'timeoutMs'>,
): CommandSignal {
  const controller = new AbortController()
  const follow = () => controller.abort(options.signal?.reason)
  if (options.signal?.aborted === true) follow()
  options.signal?.addEventListener('abort', follow, { once: true })
  const timer = startTimer(options.timeoutMs, timeoutMs => {
    const reason = `“${firstWords(argv)}” did not finish within ${timeoutMs / 1000} s`
    controller.abort(new AppError('machine/unreachable', { machine, reason }))
  })
  return {
    signal: controller.signal,
    close() {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', follow)
    },
  }
}

const startTimer = (timeoutMs: number | undefined, onTimeout: (timeoutMs: number) => void) =>
  timeoutMs === undefined ? undefined : setTimeout(onTimeout, timeoutMs, timeoutMs)

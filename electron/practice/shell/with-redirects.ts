/** Redirections around a command: opened before it, closed and put back after it. */

import { err, WriteFailed } from '../system/process.ts'
import type { Substitute } from './expand-word.ts'
import { type Redirected, RedirectFailed, redirected } from './redirect.ts'
import { childOf, type Shell } from './shell-state.ts'
import type { Redirect } from './shell-syntax.ts'

/** Says something on standard error as the shell. */
export const complain = (shell: Shell, text: string): Promise<void> =>
  err(childOf(shell, [], new Map()), `sh: line 1: ${text}\n`)

/** What the redirections open, or undefined when one cannot be made, which is said. */
export async function tryRedirects(
  shell: Shell,
  redirects: readonly Redirect[],
  substitute: Substitute,
): Promise<Redirected | undefined> {
  try {
    return await redirected(shell, redirects, substitute)
  } catch (thrown) {
    if (!(thrown instanceof RedirectFailed)) throw thrown
    await complain(shell, thrown.message)
    return undefined
  }
}

/** Closes files and says what could not be written; whether everything could. */
export async function closeAll(shell: Shell, closings: readonly (() => void)[]): Promise<boolean> {
  let isWritten = true
  for (const close of closings) {
    try {
      close()
    } catch (thrown) {
      if (!(thrown instanceof WriteFailed)) throw thrown
      await complain(shell, `write error: ${thrown.message}`)
      isWritten = false
    }
  }
  return isWritten
}

/** Runs with some descriptors redirected, and puts them back. What could not be written is the command’s failure. */
export async function withRedirects(
  shell: Shell,
  redirects: readonly Redirect[],
  substitute: Substitute,
  run: () => Promise<number>,
): Promise<number> {
  if (redirects.length === 0) return run()
  const { stdin, outputs } = shell
  const opened = await tryRedirects(shell, redirects, substitute)
  if (!opened) return 1
  Object.assign(shell, opened.ends)
  let isWritten = true
  let exitCode = 0
  try {
    exitCode = await run()
  } finally {
    shell.stdin = stdin
    shell.outputs = outputs
    isWritten = await closeAll(shell, [opened.close])
  }
  return isWritten ? exitCode : exitCode || 1
}

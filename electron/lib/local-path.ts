import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { AppError } from '../../shared/errors.ts'

/**
 * The absolute path a person means by a path on this computer. Without `cwd` (in the window there is none) a relative
 * one is refused as `image/invalid-reference`.
 */
export function absoluteLocalPath(written: string, cwd?: string): string {
  const text = written.trim()
  if (text === '~' || /^~[\\/]/.test(text)) return join(homedir(), text.slice(1))
  if (isAbsolute(text)) return resolve(text)
  if (cwd !== undefined) return resolve(cwd, text)
  const reason = 'a path on this computer begins with / or ~/ here'
  throw new AppError('image/invalid-reference', { text, reason })
}

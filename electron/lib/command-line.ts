/**
 * The only place that builds a command string, for a POSIX shell: sshd hands a command to the login shell as one text
 * (RFC 4254 section 6.5). Words that a shell could read as anything but themselves are put in single quotes, in which
 * nothing is special but the quote itself (POSIX.1-2024, 2.2.2).
 */
import { AppError } from '../../shared/errors.ts'

const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/

/** In front, `NAME=value` would be an assignment and these would begin shell syntax. */
const NOT_A_COMMAND = /=|^(case|coproc|do|done|elif|else|esac|fi|for|function|if|in|select|then|time|until|while)$/

/** The words as one line of sh; `usage/invalid` for no words, a NUL, or half a surrogate pair (UTF-8 has none). */
export function commandLine(argv: readonly string[]): string {
  if (argv.length === 0) throw new AppError('usage/invalid', { reason: 'a command needs at least one word' })
  return argv.map((word, index) => quoteWord(word, index === 0)).join(' ')
}

function quoteWord(word: string, isCommand: boolean): string {
  if (word.includes('\0')) throw new AppError('usage/invalid', { reason: 'a word of a command holds a NUL character' })
  if (!word.isWellFormed()) throw new AppError('usage/invalid', { reason: 'a word of a command is not valid Unicode' })
  if (PLAIN_WORD.test(word) && !(isCommand && NOT_A_COMMAND.test(word))) return word
  return `'${word.replaceAll("'", "'\\''")}'`
}

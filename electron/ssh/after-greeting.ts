/**
 * What a login's start-up files print is no answer of the command: bash reads ~/.bashrc for commands that come through
 * sshd (Debian and Fedora build it with SSH_SOURCE_BASHRC, bash(1)), and many a .bashrc greets. So each command line
 * begins by saying a word of ours, and what came before it is left out.
 */

import { randomBytes } from 'node:crypto'
import { commandLine } from './quote.ts'

/** One for each Drydock, so that nothing on a machine can have it in a file. */
const WORD = `drydock-begins-${randomBytes(8).toString('hex')}`
const LINE = Buffer.from(`${WORD}\n`)

/** What the login's shell is given, whichever it is: sh, bash, zsh, fish and csh all know `echo` and `;`. */
export const announcedLine = (argv: readonly string[]): string => `echo ${WORD}; ${commandLine(argv)}`

/** More than any greeting; one that is longer is forgotten from its beginning. */
const MOST_BYTES = 1024 * 1024

interface AfterGreeting {
  write(bytes: Buffer): void
  /** There comes no more: what a login said instead of running the command (nologin(8)) is all there is. */
  end(): void
}

/** Hands on what comes after the word. */
export function afterGreeting(onBytes: (bytes: Buffer) => void): AfterGreeting {
  let greeting: Buffer | undefined = Buffer.alloc(0)
  const handOn = (bytes: Buffer): void => {
    greeting = undefined
    if (bytes.length > 0) onBytes(bytes)
  }
  return {
    write(bytes) {
      if (!greeting) return onBytes(bytes)
      greeting = Buffer.concat([greeting, bytes])
      const at = greeting.indexOf(LINE)
      if (at >= 0) handOn(greeting.subarray(at + LINE.length))
      else if (greeting.length > MOST_BYTES) greeting = greeting.subarray(-LINE.length)
    },
    end() {
      if (greeting) handOn(greeting)
    },
  }
}

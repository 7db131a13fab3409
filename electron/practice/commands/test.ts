/** test(1) and `[`, as POSIX has them: one to four words, `!`, `-a`, `-o`. */

import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt } from '../system/files.ts'
import { ownEntry } from '../system/own-entry.ts'
import { fail, type Process, type Program } from '../system/process.ts'

class BadTest extends Error {}

const isThere = (process: Process, word: string) => lookAt(process.world, resolvePath(process.cwd, word))

const isAllowed = ({ world, user, cwd }: Process, word: string, want: 'r' | 'w' | 'x'): boolean =>
  accessProblem(world, user, resolvePath(cwd, word), want) === undefined

const UNARY: Readonly<Record<string, (process: Process, word: string) => boolean>> = {
  '-d': (process, word) => isThere(process, word)?.kind === 'directory',
  '-e': (process, word) => isThere(process, word) !== undefined,
  '-f': (process, word) => isThere(process, word)?.kind === 'file',
  '-h': () => false,
  '-L': () => false,
  '-n': (_, word) => word !== '',
  '-O': (process, word) => isThere(process, word)?.uid === process.user.uid,
  '-r': (process, word) => isAllowed(process, word, 'r'),
  '-s': (process, word) => (isThere(process, word)?.sizeBytes ?? 0) > 0,
  '-t': () => false,
  '-w': (process, word) => isAllowed(process, word, 'w'),
  '-x': (process, word) => isAllowed(process, word, 'x'),
  '-z': (_, word) => word === '',
}

function integer(word: string): number {
  if (!/^\s*[-+]?[0-9]+\s*$/.test(word)) throw new BadTest(`${word}: integer expression expected`)
  return Number(word)
}

const BINARY: Readonly<Record<string, (left: string, right: string) => boolean>> = {
  '=': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '-eq': (left, right) => integer(left) === integer(right),
  '-ne': (left, right) => integer(left) !== integer(right),
  '-gt': (left, right) => integer(left) > integer(right),
  '-ge': (left, right) => integer(left) >= integer(right),
  '-lt': (left, right) => integer(left) < integer(right),
  '-le': (left, right) => integer(left) <= integer(right),
}

function evaluate(process: Process, words: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = words
  if (words.length === 0) return false
  if (words.length === 1) return first !== ''
  const binary = words.length === 3 ? ownEntry(BINARY, second) : undefined
  if (binary) return binary(first, third)
  const joint = words.findIndex((word, at) => at > 0 && at < words.length - 1 && (word === '-o' || word === '-a'))
  if (joint !== -1) return evaluateJoint(process, words)
  if (first === '!') return !evaluate(process, words.slice(1))
  if (words.length === 3 && first === '(' && third === ')') return second !== ''
  const unary = words.length === 2 ? ownEntry(UNARY, first) : undefined
  if (unary) return unary(process, second)
  if (words.length === 2) throw new BadTest(`${first}: unary operator expected`)
  throw new BadTest(words.length === 3 ? `${second}: binary operator expected` : 'too many arguments')
}

/** `-o` binds loosest. */
function evaluateJoint(process: Process, words: readonly string[]): boolean {
  const or = words.indexOf('-o', 1)
  if (or > 0) return evaluate(process, words.slice(0, or)) || evaluate(process, words.slice(or + 1))
  const and = words.indexOf('-a', 1)
  return evaluate(process, words.slice(0, and)) && evaluate(process, words.slice(and + 1))
}

async function run(process: Process, name: string, words: readonly string[]): Promise<number> {
  try {
    return evaluate(process, words) ? 0 : 1
  } catch (thrown) {
    if (!(thrown instanceof BadTest)) throw thrown
    return fail(process, 2, `sh: line 1: ${name}: ${thrown.message}`)
  }
}

export const test: Program = process => run(process, 'test', process.argv.slice(1))

export const bracket: Program = process => {
  const words = process.argv.slice(1)
  if (words.at(-1) !== ']') return fail(process, 2, "sh: line 1: [: missing `]'")
  return run(process, '[', words.slice(0, -1))
}

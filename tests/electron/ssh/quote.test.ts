import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine } from '../../../electron/ssh/quote.ts'

/** What a real shell makes of a command line whose command prints its words. */
function wordsSeenBy(shell: string, words: readonly string[]): readonly string[] {
  const line = commandLine(['printf', '%s\\0', ...words])
  return execFileSync(shell, ['-c', line], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'\'"\\$`!*?[]{}()<>|&;#~=-% \t\n\r\u00a0é…'), maxLength: 20 }),
)
const argument = word.map(text => text.replaceAll('\0', '').toWellFormed())

test.each(['sh', 'bash'])('%s gives every word back as it was, whatever is in it', shell => {
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 200 }), words => {
      expect(wordsSeenBy(shell, words)).toEqual(words)
    }),
    { numRuns: 60 },
  )
})

test.each([
  [['podman', 'images', '--format', 'json'], 'podman images --format json'],
  [['env', 'LC_ALL=C.UTF-8', 'true'], 'env LC_ALL=C.UTF-8 true'],
  [['echo', ''], "echo ''"],
  [['echo', "it's"], "echo 'it'\\''s'"],
  [['echo', '-n', '~', '*'], "echo -n '~' '*'"],
  [['cat', '=ls'], "cat '=ls'"],
])('%j is written as %s', (argv, line) => {
  expect(commandLine(argv)).toBe(line)
})

test.each(['A=1', 'if', 'time', 'case', 'my program'])('a program called “%s” is a program, not shell syntax', name => {
  const script = `PATH=; ${commandLine([name, 'x'])}`
  expect(() => execFileSync('bash', ['-c', script], { stdio: 'pipe' })).toThrow(/No such file|not found/)
})

test.each([
  ['no words', []],
  ['a NUL', ['echo', 'a\0b']],
  ['half a surrogate pair', ['echo', '\ud800']],
])('%s cannot be sent', (_what, argv) => {
  expect(() => commandLine(argv)).toThrow(expect.objectContaining({ code: 'usage/invalid' }))
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterGreeting, announcedLine } from '../../../electron/ssh/after-greeting.ts'

const word = /^echo (\S+); true$/.exec(announcedLine(['true']))?.[1] ?? ''
const piece = fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes))

/** What is handed on when the bytes arrive in pieces that end at `cuts`. */
function handedOn(bytes: Buffer, cuts: readonly number[]): Buffer {
  const got: Buffer[] = []
  const cutter = afterGreeting(each => void got.push(each))
  const ends = [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].toSorted((one, other) => one - other)
  let from = 0
  for (const end of ends) {
    cutter.write(bytes.subarray(from, end))
    from = end
  }
  cutter.end()
  return Buffer.concat(got)
}

test('however the bytes arrive, exactly what follows the word is handed on', () => {
  fc.assert(
    fc.property(piece, piece, fc.array(fc.nat(), { maxLength: 8 }), (greeting, answer, cuts) => {
      const bytes = Buffer.concat([greeting, Buffer.from(`${word}\n`), answer])
      expect(handedOn(bytes, cuts)).toEqual(answer)
    }),
  )
})

test('without the word everything is handed on at the end', () => {
  fc.assert(
    fc.property(piece, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
      expect(handedOn(bytes, cuts)).toEqual(bytes)
    }),
  )
})

test('a greeting without end is not kept, the answer after it is', () => {
  const flood = Buffer.alloc(3_000_000, 'x')
  expect(handedOn(Buffer.concat([flood, Buffer.from(`${word}\nanswer`)]), [1_500_000, 2_999_999]).toString()).toBe(
    'answer',
  )
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineCutter } from '../../../electron/lib/lines.ts'

const ESC = '\u001b'

/** The lines of some input, given in pieces. */
function cut(pieces: readonly (string | Uint8Array)[], options: { maxLineLength?: number; now?: () => number } = {}) {
  const lines: string[] = []
  const cutter = createLineCutter({ onLines: more => lines.push(...more), now: () => 0, ...options })
  for (const piece of pieces) cutter.write(piece)
  cutter.end()
  return lines
}

test.each<[string, string, readonly string[]]>([
  ['line feeds', 'a\nb\n', ['a', 'b']],
  ['empty lines', 'a\n\nb\n', ['a', '', 'b']],
  ['a last line without an end', 'a\nb', ['a', 'b']],
  ['nothing', '', []],
  ['carriage returns before line feeds', 'a\r\nb\r\r\nc\r\n', ['a', 'b', 'c']],
  ['tabs', 'a\tb\n', ['a\tb']],
  ['colours', `${ESC}[1;31mred${ESC}[0m\n`, ['red']],
  ['cursor movement and modes', `${ESC}[2K${ESC}[?25la${ESC}[1A\n`, ['a']],
  ['window titles', `${ESC}]0;evil\u0007a${ESC}]2;evil${ESC}\\b\n`, ['ab']],
  ['links', `${ESC}]8;;http://x${ESC}\\text${ESC}]8;;${ESC}\\\n`, ['text']],
  ['device control strings', `a${ESC}Pq#0${ESC}\\b\n`, ['ab']],
  ['character sets and resets', `${ESC}(Ba${ESC}cb${ESC}=\n`, ['ab']],
  ['eight-bit controls', 'a\u009b31mb\u009d0;x\u009cc\u0085d\n', ['abcd']],
  ['bells and backspaces', 'a\u0007b\u0008c\u007fd\u0000e\n', ['abcde']],
  ['an unfinished sequence at the end', `a${ESC}[31`, ['a31']],
  ['an unfinished title, which hides nothing that follows', `${ESC}]0;title\nb\n`, ['0;title', 'b']],
  ['reordering characters, made visible', 'a\u202eb\u2066c\n', ['a[U+202E]b[U+2066]c']],
])('%s', (_what, text, lines) => {
  expect(cut([text])).toEqual(lines)
})

test('lines are the same however the bytes are cut', () => {
  const piece = fc.constantFrom(
    'a',
    'é',
    '😀',
    '\n',
    '\r\n',
    `${ESC}[31m`,
    `${ESC}]0;t\u0007`,
    `${ESC}(B`,
    '\u202e',
    '\t',
    ' ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.array(fc.nat(400), { maxLength: 20 }), (parts, cuts) => {
      const bytes = Buffer.from(parts.join(''))
      const places = [0, ...cuts.filter(at => at < bytes.length).toSorted((a, b) => a - b), bytes.length]
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
      expect(cut(pieces)).toEqual(cut([bytes]))
    }),
  )
})

test('no control character gets through, whatever comes in', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 30 })), pieces => {
      for (const line of cut(pieces)) expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028-\u202e]/)
    }),
  )
})

test('bytes that are no UTF-8 become U+FFFD', () => {
  expect(cut([Buffer.from([0x61, 0xff, 0x62, 0x0a, 0xe2, 0x82])])).toEqual(['a\ufffdb', '\ufffd'])
})

describe('redraws', () => {
  test('leave the last one, as on a terminal', () => {
    expect(cut(['10%\r20%\r30%\ndone\n'])).toEqual(['10%', '30%', 'done'])
  })
  test('are shown at most once a second', () => {
    let nowMs = 0
    const lines: string[] = []
    const cutter = createLineCutter({ onLines: more => lines.push(...more), now: () => nowMs })
    for (nowMs = 0; nowMs < 3000; nowMs += 10) cutter.write(`${nowMs}\r`)
    cutter.write('end\n')
    // Whether a return is a redraw or a line end shows only with the next character.
    expect(lines).toEqual(['0', '1000', '2000', 'end'])
  })
})

describe('a line without an end', () => {
  test('is capped with a count of what is missing', () => {
    expect(cut(['x'.repeat(30), 'y'.repeat(1_000_000), '\nnext\n'], { maxLineLength: 20 })).toEqual([
      `${'x'.repeat(20)}… (1 000 010 characters cut)`,
      'next',
    ])
  })
  test('does not make memory grow', () => {
    const piece = Buffer.alloc(65_536, 'x')
    const cutter = createLineCutter({ onLines: () => undefined })
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < 2000; i += 1) cutter.write(piece)
    expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(60)
  })
  test('is not cut through a character', () => {
    expect(cut(['abc😀\n'], { maxLineLength: 4 })).toEqual(['abc\ufffd… (1 characters cut)'])
  })
})

test.each([
  ['plain', 'Importing layer 0123456789abcdef of the image\n'],
  ['coloured', `${ESC}[32mImporting${ESC}[0m layer of the image\n`],
])('a million %s lines take well under a second or two', (_what, line) => {
  const piece = Buffer.from(line.repeat(1000))
  let count = 0
  const cutter = createLineCutter({
    onLines: lines => {
      count += lines.length
    },
  })
  const startedAt = performance.now()
  for (let i = 0; i < 1000; i += 1) cutter.write(piece)
  cutter.end()
  expect(count).toBe(1_000_000)
  expect(performance.now() - startedAt).toBeLessThan(2000)
})

test('hostile input takes no more than linear time', () => {
  const inputs = [`${ESC}[`, `${ESC}]`, '\u009b1;', `${ESC}[1 `, '\r', `${ESC}${ESC}\\`, `${ESC}P`]
  const startedAt = performance.now()
  for (const input of inputs) {
    const piece = input.repeat(20_000)
    cut([piece, piece, piece])
    cut(Array.from({ length: 20_000 }, () => input))
  }
  expect(performance.now() - startedAt).toBeLessThan(8000)
})

import { expect, test } from 'vitest'
import { harmlessLines, harmlessText } from '../../../electron/lib/harmless-text.ts'

test.each([
  ['plain text', 'quay.io/fedora/fedora-coreos:stable'],
  ['other scripts', 'Überblick 数据 שלום 😀'],
  ['nothing', ''],
])('%s stays as it is', (_what, text) => {
  expect(harmlessText(text)).toBe(text)
})

test.each([
  ['a\u001b[2Jb', 'ab'],
  ['name\nwith\r\nlines\tand tabs', 'name with lines and tabs'],
  ['safe\u202egpj.exe', 'safe[U+202E]gpj.exe'],
  ['\u0000\u0007\u009f', ''],
  ['a\u2028b', 'a[U+2028]b'],
])('%j becomes %j', (text, harmless) => {
  expect(harmlessText(text)).toBe(harmless)
})

test('text of several lines keeps its lines', () => {
  expect(harmlessLines('a\r\n\u001b[1mb\n\tc')).toBe('a\nb\n\tc')
})

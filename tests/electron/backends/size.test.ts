import { expect, test } from 'vitest'
import { parseSizeBytes, SIZE_PATTERN, sizeText } from '../../../electron/backends/size.ts'

test.each([
  ['187.1\u00a0MB', 187_100_000],
  ['18.0?MB', 18_000_000],
  ['2.3 kB', 2_300],
  ['1.5\u202fGB', 1_500_000_000],
  ['2,4 GB', 2_400_000_000],
  ['150 bytes', 150],
  ['1 byte', 1],
  ['0 Bytes', 0],
  ['247 B', 247],
  ['873.84 MiB', 916_287_652],
  ['9.28 GiB', 9_964_324_127],
  ['500MB', 500_000_000],
])('%j is %d bytes, also inside a line', (text, bytes) => {
  expect(parseSizeBytes(text)).toBe(bytes)
  expect(new RegExp(`\\((${SIZE_PATTERN})\\)$`).exec(`needed: 1 (${text})`)?.[1]).toBe(text)
})

test.each(['', 'MB', '1.2.3 MB', '-5 MB', '12', '12 XB', `${'9'.repeat(400)} MB`])('%j is no size', text => {
  expect(parseSizeBytes(text)).toBeUndefined()
})

test('a size for a sentence has one no-break space whatever was printed', () => {
  expect(['261.1 MB', '261.1?MB', '261.1\u00a0MB'].map(sizeText)).toEqual(Array(3).fill('261.1\u00a0MB'))
})

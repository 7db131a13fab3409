import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceHash } from '../../build/source-hash.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-hash-'))
  mkdirSync(join(folder, 'in'))
  writeFileSync(join(folder, 'in', 'a.ts'), 'one')
})

afterEach(() => rmSync(folder, { recursive: true }))

test('a file that was only touched is not built again', () => {
  const before = sourceHash([folder])
  utimesSync(join(folder, 'in', 'a.ts'), 1, 1)
  expect(sourceHash([folder])).toBe(before)
})

test.each<[string, () => void]>([
  ['changed', () => writeFileSync(join(folder, 'in', 'a.ts'), 'two')],
  ['new', () => writeFileSync(join(folder, 'b.ts'), '')],
  ['renamed', () => renameSync(join(folder, 'in', 'a.ts'), join(folder, 'in', 'b.ts'))],
  ['gone', () => rmSync(join(folder, 'in', 'a.ts'))],
])('a file that is %s changes the hash', (_how, change) => {
  const before = sourceHash([folder])
  change()
  expect(sourceHash([folder])).not.toBe(before)
})

test('a source that is not there is no error', () => {
  expect(sourceHash([join(folder, 'nothing')])).toMatch(/^[0-9a-f]{64}$/)
})

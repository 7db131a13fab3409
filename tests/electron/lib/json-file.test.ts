import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readJsonFile, setAsideDamagedFile, writeJsonFile } from '../../../electron/lib/json-file.ts'

let directory = ''
let path = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'drydock-json-'))
  path = join(directory, 'data', 'file.json')
})
afterEach(() => rmSync(directory, { recursive: true }))

test('what was written is read, from a private file in a folder made for it', () => {
  writeJsonFile(path, { text: 'ü', list: [1, 2] })
  expect(readJsonFile(path)).toEqual({ text: 'ü', list: [1, 2] })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that is not there is undefined', () => {
  expect(readJsonFile(path)).toBeUndefined()
})

test('a file is replaced whole, and nothing else is left in its folder', () => {
  writeJsonFile(path, 'x'.repeat(100_000))
  const old = readFileSync(path)
  writeJsonFile(path, 'new')
  expect(old.length).toBeGreaterThan(100_000)
  expect(readJsonFile(path)).toBe('new')
  expect(readdirSync(join(directory, 'data'))).toEqual(['file.json'])
})

test('a value that cannot be written leaves the old file and no rubbish', () => {
  writeJsonFile(path, 'old')
  const circular: { self?: unknown } = {}
  circular.self = circular
  expect(() => writeJsonFile(path, circular)).toThrow()
  expect(() => writeJsonFile(join(directory, 'data'), 'a folder is there')).toThrow()
  expect(readJsonFile(path)).toBe('old')
  expect(readdirSync(directory)).toEqual(['data'])
  expect(readdirSync(join(directory, 'data'))).toEqual(['file.json'])
})

test('a damaged file is set aside, reported, and never deleted', () => {
  path = join(directory, 'file.json')
  writeFileSync(path, '{"half": ')
  expect(() => readJsonFile(path)).toThrow(
    expect.objectContaining({ code: 'storage/damaged', facts: expect.objectContaining({ path }) }),
  )
  const [aside = ''] = readdirSync(directory)
  expect(aside).toMatch(/^file\.json\.damaged-\d+$/)
  expect(readFileSync(join(directory, aside), 'utf8')).toBe('{"half": ')
  expect(readJsonFile(path)).toBeUndefined()
})

test('who wants to go on with defaults is told instead', () => {
  path = join(directory, 'file.json')
  writeFileSync(path, '')
  const told: string[] = []
  expect(readJsonFile(path, error => told.push(error.code))).toBeUndefined()
  expect(told).toEqual(['storage/damaged'])
})

test('a file whose JSON is fine but whose content is not can be set aside too', () => {
  writeJsonFile(path, 1)
  const { facts } = setAsideDamagedFile(path, new Error('not an object'))
  expect(readFileSync(facts.movedTo, 'utf8')).toBe('1\n')
})

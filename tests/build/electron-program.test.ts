import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findElectron } from '../../build/electron-program.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drydock-electron-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('an unpacked Electron is found where the variable says', () => {
  const program = join(folder, 'electron')
  writeFileSync(program, '')
  chmodSync(program, 0o755)
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, 'linux')).toBe(program)
})

test('a folder without the program is no Electron', () => {
  expect(findElectron({ ELECTRON_OVERRIDE_DIST_PATH: folder }, 'linux')).toBeUndefined()
})

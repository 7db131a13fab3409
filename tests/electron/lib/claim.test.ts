import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claim, holderOf, releaseClaim } from '../../../electron/lib/claim.ts'
import { tempDir } from '../../support/temp-dir.ts'

const MODULE = new URL('../../../electron/lib/claim.ts', import.meta.url).href

/** Tries to claim in a process of its own, at a moment all of them share, and stays until it is told to end. */
function claimant(path: string, atMs: number): Promise<boolean> {
  const script = `
    const { claim } = await import(${JSON.stringify(MODULE)})
    while (Date.now() < ${atMs});
    process.stdout.write(String(claim(${JSON.stringify(path)})))
    setTimeout(() => process.exit(), 1500)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise(resolve => child.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString() === 'true')))
}

test('of several processes that reach for a dead one’s claim at the same moment, one gets it', async () => {
  const path = join(tempDir(), 'job.owner')
  writeFileSync(path, '0\n')
  writeFileSync(`${path}.3`, JSON.stringify({ pid: 2 ** 22 - 1, began: 'long ago' }))
  const atMs = Date.now() + 1200
  const got = await Promise.all(Array.from({ length: 6 }, () => claimant(path, atMs)))
  expect(got.filter(Boolean)).toHaveLength(1)
  expect(claim(path)).toBe(false)
  expect(holderOf(path)).toBe('another-process')
})

test('what one holds can be taken again, and is gone with all its traces when let go', () => {
  const folder = tempDir()
  const path = join(folder, 'job.owner')
  expect(holderOf(path)).toBe('nobody')
  expect([claim(path), claim(path)]).toEqual([true, true])
  expect(holderOf(path)).toBe('this-process')
  releaseClaim(path)
  expect(readdirSync(folder)).toEqual([])
})

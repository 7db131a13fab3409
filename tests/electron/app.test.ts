import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTestApp } from '../support/open-test-app.ts'
import { tempDir } from '../support/temp-dir.ts'

test.each([
  'settings.json',
  'leftovers.json',
  'restart-times.json',
  'machines.json',
  'machines-cache.json',
  'practice.json',
])('a damaged %s is set aside, told, and does not keep the app from starting', async name => {
  const dataDir = tempDir()
  writeFileSync(join(dataDir, name), '{"torn')
  const app = await openTestApp({ dataDir })
  expect((await app.api.getSettings()).theme).toBe('system')
  const request = { kind: 'rebase', machineId: 'practice', image: 'quay.io/fedora/fedora-coreos:stable' } as const
  const { verdict } = await app.run({ ...request, restart: 'yes' })
  expect(verdict.outcome).toBe('booted')
  expect(readdirSync(dataDir).some(file => file.startsWith(`${name}.damaged-`))).toBe(true)
  if (name === 'machines-cache.json' || name === 'practice.json') return
  expect((await app.api.listNotes()).map(note => note.code)).toContain('storage/damaged')
})

test('the images used lately are remembered, newest first, each once', async () => {
  const app = await openTestApp()
  const images = ['quay.io/fedora/fedora-coreos:stable', 'localhost/my-os:dev', 'quay.io/fedora/fedora-coreos:stable']
  for (const image of images) await app.run({ kind: 'rebase', machineId: 'practice', image, restart: 'no' })
  expect((await app.api.getSettings()).recentImages).toEqual([images[0], images[1]])
})

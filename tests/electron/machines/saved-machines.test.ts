import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openFactsCache } from '../../../electron/machines/facts-cache.ts'
import { machineFacts } from '../../../electron/machines/machine-facts.ts'
import { openSavedMachines, type SavedMachine } from '../../../electron/machines/saved-machines.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { composeProbe } from './compose-probe.ts'

const web: SavedMachine = { kind: 'address', name: 'web', host: 'w', port: 22, user: 'core', keyPath: '', jump: '' }
const db: SavedMachine = { kind: 'ssh-config', name: 'db' }

test('what was added is there after the next start', () => {
  const dataDir = tempDir()
  openSavedMachines(dataDir).add([web, db])
  openSavedMachines(dataDir).remove('web')
  openSavedMachines(dataDir).add([{ ...web, host: 'other' }])
  expect(openSavedMachines(dataDir).list()).toEqual([db, { ...web, host: 'other' }])
})

test('two that are open at once do not undo each other', () => {
  const dataDir = tempDir()
  const [one, two] = [openSavedMachines(dataDir), openSavedMachines(dataDir)]
  one.add([web])
  two.add([db])
  expect(openSavedMachines(dataDir).list()).toEqual([web, db])
})

test.each([
  ['no JSON', '{"machines": ['],
  ['another shape', '{"machines": [{"kind": "address", "name": "web"}]}'],
  ['an address that is an option', JSON.stringify({ machines: [{ ...web, host: '-oProxyCommand=x' }] })],
])('a file with %s is set aside, whole, and said', (_, text) => {
  const dataDir = tempDir()
  writeFileSync(join(dataDir, 'machines.json'), text)
  const saved = openSavedMachines(dataDir)
  expect(saved.list()).toEqual([])
  expect(saved.damage()?.code).toBe('storage/damaged')
  saved.add([web])
  const [aside = ''] = readdirSync(dataDir).filter(name => name.includes('damaged'))
  expect(readFileSync(join(dataDir, aside), 'utf8')).toBe(text)
})

test('facts are remembered between starts, and a cache of another version is not believed', () => {
  const dataDir = tempDir()
  const known = { facts: machineFacts(composeProbe({}), { rootful: false }), factsAt: 1_700_000_000_000 }
  const cache = openFactsCache(dataDir)
  cache.set('ssh:web', known)
  cache.close()
  expect(openFactsCache(dataDir).get('ssh:web')).toEqual(known)
  const path = join(dataDir, 'machines-cache.json')
  writeFileSync(path, readFileSync(path, 'utf8').replace('"version": 2', '"version": 0'))
  expect(openFactsCache(dataDir).get('ssh:web')).toBeUndefined()
})

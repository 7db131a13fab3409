/** What is on the disk after processes were killed while they wrote, and while two wrote the same. */

import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openJobStore } from '../../../electron/jobs/job-store.ts'
import { openRestartTimes } from '../../../electron/jobs/restart-times.ts'
import { openSettings } from '../../../electron/lib/settings.ts'
import { sweepTemporaries } from '../../../electron/lib/sweep-temporaries.ts'
import { openSavedMachines } from '../../../electron/machines/saved-machines.ts'
import { tempDir } from '../../support/temp-dir.ts'

const WRITER = new URL('../../support/writer-process.ts', import.meta.url).pathname

/** A process that writes everything Drydock writes, as fast as it can. */
function startWriter(dataDir: string, name: string, count: number) {
  const child = spawn(process.execPath, [WRITER, dataDir, name, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const begun = new Promise<void>(resolve => child.stdout.once('data', () => resolve()))
  const exited = new Promise<number | null>(resolve => child.once('close', resolve))
  return { begun, exited, kill: () => child.kill('SIGKILL') }
}

const refuse = (error: Error): never => {
  throw error
}

test('killed at any write, it leaves files that are whole, logs without a gap, and a claim that can be taken over', async () => {
  const dataDir = tempDir()
  for (let round = 0; round < 12; round++) {
    const writer = startWriter(dataDir, `r${round}`, 100_000)
    await writer.begun
    await new Promise(resolve => setTimeout(resolve, (round * 7) % 40))
    writer.kill()
    await writer.exited
    expect(openSavedMachines(dataDir).damage()).toBeUndefined()
    openSettings(dataDir, () => undefined, refuse).get()
    openRestartTimes(dataDir, refuse).usualMs('m')
    const store = openJobStore(join(dataDir, 'jobs'), Date.now, refuse)
    for (const { id } of store.unfinished()) {
      const log = store.take(id)
      log?.append({ kind: 'note', text: 'taken over' })
      const seqs = log?.readEvents(0, 1_000_000, true).map(event => event.seq)
      expect(seqs).toEqual(seqs?.map((_, i) => i + 1))
      log?.append({ kind: 'state', state: { kind: 'ended', verdict: { outcome: 'failed', sentence: '' } } })
      if (log?.job) store.release(log.job)
    }
    store.close()
  }
  expect(readdirSync(dataDir).filter(name => name.includes('damaged'))).toEqual([])
})

test('two processes on one data directory lose none of each other’s changes', async () => {
  const dataDir = tempDir()
  const writers = ['a', 'b'].map(name => startWriter(dataDir, name, 40))
  expect(await Promise.all(writers.map(writer => writer.exited))).toEqual([0, 0])
  const names = openSavedMachines(dataDir)
    .list()
    .map(machine => machine.name)
  for (const name of ['a', 'b']) expect(names.filter(each => each.startsWith(`${name}-`))).toHaveLength(40)
  expect(readdirSync(dataDir).filter(name => /lock|tmp/.test(name))).toEqual([])
})

test('half a file of a process that vanished is removed when it is old, and nothing else is', () => {
  const folder = tempDir()
  const names = ['settings.json.0a1b2c3d-0000-4000-8000-0123456789ab.tmp', 'settings.json', 'my.tmp']
  for (const name of names) writeFileSync(join(folder, name), 'x')
  sweepTemporaries(folder)
  expect(readdirSync(folder)).toHaveLength(3)
  for (const name of names) utimesSync(join(folder, name), 0, 0)
  sweepTemporaries(folder)
  expect(readdirSync(folder).sort()).toEqual(['my.tmp', 'settings.json'])
})

test('files of before there were versions are read as they are', () => {
  const dataDir = tempDir()
  const web = { kind: 'address', name: 'web', host: 'h', port: 22, user: 'core', keyPath: '', jump: '' }
  writeFileSync(join(dataDir, 'machines.json'), JSON.stringify({ machines: [web] }))
  const saved = openSavedMachines(dataDir)
  saved.add([{ kind: 'ssh-config', name: 'other' }])
  expect(JSON.parse(readFileSync(join(dataDir, 'machines.json'), 'utf8'))).toEqual({
    version: 1,
    machines: [web, { kind: 'ssh-config', name: 'other' }],
  })
})

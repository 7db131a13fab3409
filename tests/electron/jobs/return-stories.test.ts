import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deploymentIn } from '../../../shared/deployment.ts'
import { followingOf } from '../../../shared/following.ts'
import type { JobRequest } from '../../../shared/job.ts'
import { makeLayout, noise } from '../../support/make-layout.ts'
import { openTestApp, type TestApp } from '../../support/open-test-app.ts'
import { tempDir } from '../../support/temp-dir.ts'

const layout = (seed: string) =>
  makeLayout(join(tempDir(), `os-${seed}`), { layers: [noise(20_000, 'base'), noise(5000, seed)] }).directory

const rebase = (image: string): JobRequest => ({ kind: 'rebase', machineId: 'practice', image, restart: 'yes' })

const followingIn = async (app: TestApp) =>
  followingOf(await app.api.refreshMachine('practice'), await app.api.listJobs())

test('what was sent runs, follows nothing, and the reference it followed before is the way back', async () => {
  const app = await openTestApp()
  expect(await followingIn(app)).toBeUndefined()
  const first = layout('one')
  await app.run(rebase(first))
  const wayBack = { image: 'quay.io/fedora/fedora-coreos:testing', signature: 'signed' }
  expect(await followingIn(app)).toEqual({ runs: first, wayBack })
  // After a second one no deployment on the disk follows a registry any more; the history still knows.
  const second = layout('two')
  await app.run(rebase(second))
  await app.run(rebase(layout('three')))
  await app.run(rebase(second))
  expect(await followingIn(app)).toEqual({ runs: second, wayBack })
  const { verdict } = await app.run({ ...rebase(wayBack.image), signature: 'signed' } as JobRequest)
  expect(verdict.outcome).toBe('booted')
  expect(await followingIn(app)).toBeUndefined()
})

test('the store is told with the disks, and is emptied when asked, but not under a running job', async () => {
  const app = await openTestApp({ practiceSpeed: 20 })
  expect((await app.api.refreshMachine('practice')).facts?.storeBytes).toBeUndefined()
  await app.run(rebase(layout('one')))
  const { facts } = await app.api.refreshMachine('practice')
  expect(facts?.storeBytes).toBeGreaterThan(25_000)
  const jobId = await app.api.startJob(rebase(layout('two')))
  await expect(app.api.emptyStore('practice')).rejects.toMatchObject({ code: 'machine/busy' })
  await app.ended(jobId)
  const emptied = await app.api.emptyStore('practice')
  expect(emptied.facts?.storeBytes).toBeUndefined()
  expect(await app.runOn('practice', ['ls', '-1', '/var/tmp'])).not.toContain('drydock')
  expect(deploymentIn(emptied.facts?.status, 'booted')?.digest).toBeDefined()
})

/** The practice machine's files as they would be so many days later. */
function letDaysPass(dataDir: string, days: number): void {
  const path = join(dataDir, 'practice.json')
  const age = (text: string): string =>
    text.replace(/"changedMs":\s*(\d+)/g, (_, at: string) => `"changedMs":${Number(at) - days * 86_400_000}`)
  writeFileSync(path, age(readFileSync(path, 'utf8')))
}

test('what nobody used for two weeks goes by itself', async () => {
  const dataDir = tempDir()
  const first = await openTestApp({ dataDir })
  await first.run(rebase(layout('one')))
  await first.close()
  letDaysPass(dataDir, 15)
  const second = await openTestApp({ dataDir })
  await second.api.refreshMachine('practice')
  await expect
    .poll(() => second.runOn('practice', ['find', '/var/tmp/drydock', '-type', 'f']), { timeout: 10_000 })
    .toBe('')
})

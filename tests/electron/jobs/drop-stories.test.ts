import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { expect, onTestFinished, test } from 'vitest'
import { openPracticeMachines } from '../../../electron/practice/practice-machines.ts'
import { deploymentIn } from '../../../shared/deployment.ts'
import type { Job, JobEvent, JobRequest } from '../../../shared/job.ts'
import { BOOTABLE, blobPath, makeLayout, noise, putImage, writeIndex } from '../../support/make-layout.ts'
import { openTestApp, type TestApp } from '../../support/open-test-app.ts'
import { tempDir } from '../../support/temp-dir.ts'

const LAYERS = Array.from({ length: 6 }, (_, at) => noise(60_000 + at, `drop ${at}`))

const layout = (layers: readonly Uint8Array[] = LAYERS) => makeLayout(join(tempDir(), 'my-os'), { layers })

const drop = (image: string, change: Partial<Extract<JobRequest, { kind: 'rebase' }>> = {}): JobRequest => ({
  kind: 'rebase',
  machineId: 'practice',
  image,
  restart: 'yes',
  ...change,
})

const commandsOf = (events: readonly JobEvent[]): readonly string[] =>
  events.flatMap(event => (event.kind === 'command' ? [event.text] : []))

const receivesIn = (events: readonly JobEvent[]): number =>
  events.flatMap(event => (event.kind === 'output' ? event.text.split('\n') : [])).filter(line => line === 'stored')
    .length

/** What a job may leave is the store and nothing else. */
async function leftOn(app: TestApp, machineId = 'practice'): Promise<readonly string[]> {
  const names = (await app.runOn(machineId, ['ls', '-1', '/var/tmp'])).trim().split('\n')
  return names.filter(name => name.startsWith('drydock'))
}

test.each(['practice', 'practice-bootc'])(
  'a folder dropped on %s is sent, staged, restarted, and its digest runs',
  async machineId => {
    const app = await openTestApp()
    const { directory, digest } = layout()
    const { verdict, job, events } = await app.run(drop(directory, { machineId }))
    expect(verdict).toMatchObject({ outcome: 'booted', digest, bootedDigest: digest })
    expect(verdict.sentence).toBe(`${machineId} runs ${directory}, digest as requested`)
    expect(job.steps.map(step => step.name)).toEqual([
      'preflight',
      'resolve',
      'upload',
      'stage',
      'restart',
      'verify',
      'clean-up',
    ])
    expect(receivesIn(events)).toBe(8)
    expect(await leftOn(app, machineId)).toEqual(['drydock'])
  },
)

test('what an upload runs is exactly what its plan showed', async () => {
  const app = await openTestApp()
  await app.run(drop(layout().directory))
  const { job, events } = await app.run(drop(layout([...LAYERS, noise(5000, 'more')]).directory))
  const planned = job.plan.steps.flatMap(step => step.commands)
  for (const command of commandsOf(events)) expect(planned).toContain(command)
  const changing = job.plan.steps.filter(step => ['upload', 'stage', 'clean-up'].includes(step.name))
  for (const command of changing.flatMap(step => step.commands)) expect(commandsOf(events)).toContain(command)
})

test('the second drop of a rebuilt image sends what changed, and says how much that is', async () => {
  const app = await openTestApp()
  await app.run(drop(layout().directory))
  const rebuilt = layout([...LAYERS.slice(1), noise(9000, 'rebuilt')])
  const { verdict, events, job } = await app.run(drop(rebuilt.directory))
  expect(verdict).toMatchObject({ outcome: 'booted', bootedDigest: rebuilt.digest })
  expect(receivesIn(events)).toBe(3)
  expect(job.plan.checks.find(({ id }) => id === 'image')?.fact).toMatch(
    /3 of 8 blobs travel, 1\d(?:\.\d+)? kB of 31\d kB/,
  )
  const phases = events.flatMap(event => (event.kind === 'progress' ? [event.phase] : []))
  expect(phases.some(phase => phase.startsWith('3 of 8 blobs travel'))).toBe(true)
})

test('what runs already is nothing to do, and what is staged already is only restarted', async () => {
  const app = await openTestApp()
  const { directory } = layout()
  const staged = await app.run(drop(directory, { restart: 'no' }))
  expect(staged.verdict.outcome).toBe('staged')
  const restarted = await app.run(drop(directory))
  expect(restarted.job.plan.action).toBe('restart')
  expect(restarted.verdict.outcome).toBe('booted')
  const again = await app.run(drop(directory))
  expect(again.verdict).toMatchObject({ outcome: 'unchanged' })
})

test.each([
  ['oci-archive', (directory: string, path: string) => execaSync('tar', ['-C', directory, '-cf', path, '.'])],
  [
    'docker-archive',
    (directory: string, path: string) =>
      execaSync('skopeo', ['copy', '-q', `oci:${directory}`, `docker-archive:${path}:my/os:dev`]),
  ],
] as const)('an archive (%s) is dropped like a folder', async (kind, pack) => {
  const app = await openTestApp()
  const { directory } = makeLayout(join(tempDir(), 'my-os'), { layers: [tarOf('a'), tarOf('b')], gzip: true })
  const path = `${directory}.tar`
  pack(directory, path)
  const { verdict, job } = await app.run(drop(path))
  expect(job.plan.image?.upload?.kind).toBe(kind)
  expect(verdict).toMatchObject({ outcome: 'booted', bootedDigest: job.plan.image?.digest })
})

/** A layer that skopeo can convert: a real tar file. */
function tarOf(name: string): Buffer {
  const folder = tempDir()
  writeFileSync(join(folder, name), name)
  return Buffer.from(execaSync('tar', ['-C', folder, '-c', name], { encoding: 'buffer' }).stdout)
}

test('of several architectures the machine’s own is taken; one can be chosen by name', async () => {
  const app = await openTestApp()
  const directory = join(tempDir(), 'both')
  const amd = putImage(directory, { layers: [LAYERS[0] ?? Buffer.alloc(0)], architecture: 'amd64' })
  const arm = putImage(directory, { layers: [LAYERS[1] ?? Buffer.alloc(0)], architecture: 'arm64' })
  const named = (image: object, name: string) => ({
    ...image,
    annotations: { 'org.opencontainers.image.ref.name': name },
  })
  writeIndex(directory, [named(amd, 'os:amd'), named(arm, 'os:arm')])
  expect((await app.api.planJob(drop(directory))).image?.digest).toBe(amd.digest)
  const other = await app.api.planJob(drop(directory, { choose: 'os:arm' }))
  expect(other.image?.digest).toBe(arm.digest)
  expect(other.checks.find(({ id }) => id === 'architecture')?.level).toBe('blocks')
})

test('an image that cannot boot is blocked on the review screen', async () => {
  const app = await openTestApp()
  const { directory } = makeLayout(join(tempDir(), 'web'), { layers: LAYERS, labels: { version: '1' } })
  const plan = await app.api.planJob(drop(directory))
  expect(plan.checks.filter(({ level }) => level === 'blocks').map(({ id }) => id)).toEqual(['bootable'])
})

test('a broken folder is refused with its own sentence before anything is sent', async () => {
  const app = await openTestApp()
  const { directory, layers } = layout()
  rmSync(blobPath(directory, layers[0]?.digest ?? ''))
  await expect(app.api.planJob(drop(directory))).rejects.toMatchObject({ code: 'layout/blob-missing' })
  await expect(app.api.planJob(drop('./my-os'))).rejects.toMatchObject({ code: 'image/invalid-reference' })
})

test('a folder that was rebuilt after the review is not sent', async () => {
  const app = await openTestApp()
  const { directory } = layout()
  const request = drop(directory)
  await app.api.planJob(request)
  makeLayout(directory, { layers: LAYERS, labels: { ...BOOTABLE, built: 'again' } })
  const job = await app.ended(await app.api.startJob(request))
  expect(job.state).toMatchObject({ verdict: { outcome: 'failed', error: { code: 'plan/changed' } } })
  expect((await leftOn(app)).filter(name => name !== 'drydock')).toEqual([])
})

const LARGE = Array.from({ length: 5 }, (_, at) => noise(1_200_000, `large ${at}`))

/** Does something once when a job has uploaded so much. */
async function whenUploaded(app: TestApp, jobId: string, bytes: number, act: () => void): Promise<Job> {
  let isDone = false
  const stop = app.onAnnounce(() => {
    void app.api.getJob(jobId).then(({ progress, state }) => {
      if (isDone || state.kind !== 'running' || state.step !== 'upload' || (progress?.doneBytes ?? 0) < bytes) return
      isDone = true
      act()
    })
  })
  const job = await app.ended(jobId)
  stop()
  expect(isDone).toBe(true)
  return job
}

test.each([1, 1_000_000, 2_500_000, 4_000_000])(
  'a connection lost after %i bytes is no end: it goes on and boots',
  async bytes => {
    const app = await openTestApp()
    const { directory, digest } = layout(LARGE)
    const jobId = await app.api.startJob(drop(directory))
    const job = await whenUploaded(app, jobId, bytes, () => app.practice.machine('practice').dropConnections())
    expect(job.state).toMatchObject({ verdict: { outcome: 'booted', bootedDigest: digest } })
    expect(await leftOn(app)).toEqual(['drydock'])
  },
)

test('Drydock is closed while it is sent: the next one goes on from where it was', async () => {
  const practice = await openPracticeMachines(tempDir(), 50, () => undefined)
  onTestFinished(() => practice.close())
  const first = await openTestApp({ practice })
  const { directory, digest } = layout(LARGE)
  const jobId = await first.api.startJob(drop(directory))
  await first.waitFor(jobId, ({ state, progress }) => {
    return state.kind === 'running' && state.step === 'upload' && (progress?.doneBytes ?? 0) > 1_500_000
  })
  await first.close()
  const second = await openTestApp({ practice, dataDir: first.dataDir, resumes: true })
  const job = await second.ended(jobId)
  expect(job.state).toMatchObject({ verdict: { outcome: 'booted', bootedDigest: digest } })
  expect(await leftOn(second)).toEqual(['drydock'])
})

test('cancelled while it is sent, nothing half sent stays', async () => {
  const app = await openTestApp()
  const { directory } = layout(LARGE)
  const jobId = await app.api.startJob(drop(directory))
  const job = await whenUploaded(app, jobId, 500_000, () => void app.api.cancelJob(jobId))
  expect(job.state).toMatchObject({ verdict: { outcome: 'cancelled' } })
  expect(await leftOn(app)).toEqual(['drydock'])
  expect(await app.runOn('practice', ['ls', '-1', '/var/tmp/drydock/parts'])).toBe('')
  expect(deploymentIn((await app.api.refreshMachine('practice')).facts?.status, 'staged')).toBeUndefined()
})

test('a disk that fills up meanwhile is told as that', async () => {
  const app = await openTestApp()
  const { directory } = layout(LARGE)
  const request = drop(directory)
  await app.api.planJob(request)
  await app.api.setPracticeTrouble('practice', 'disk-full')
  const job = await app.ended(await app.api.startJob(request))
  expect(job.state).toMatchObject({ verdict: { outcome: 'failed', error: { code: 'space/full' } } })
})

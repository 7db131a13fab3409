import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openPracticeMachines, type PracticeMachines } from '../../../electron/practice/practice-machines.ts'
import type { Job, JobRequest, StepName } from '../../../shared/job.ts'
import { openTestApp, readEventsOf, type TestApp } from '../../support/open-test-app.ts'
import { tempDir } from '../../support/temp-dir.ts'

const STABLE = 'quay.io/fedora/fedora-coreos:stable'

/** Machines that go on when Drydock does not. */
async function openMachines(speed: number): Promise<PracticeMachines> {
  const machines = await openPracticeMachines(tempDir(), speed, () => undefined)
  onTestFinished(() => machines.close())
  return machines
}

const isAt =
  (step: StepName) =>
  ({ state }: Job): boolean =>
    (state.kind === 'running' && state.step === step) || (step === 'ask' && state.kind === 'asking')

/** Starts a job and closes Drydock when it is at a step. */
async function closedAt(practice: PracticeMachines, request: JobRequest, step: StepName) {
  const first = await openTestApp({ practice })
  const jobId = await first.api.startJob(request)
  await first.waitForNow(jobId, isAt(step))
  await first.close()
  return { jobId, dataDir: first.dataDir }
}

function expectWholeLog(app: TestApp, jobId: string): void {
  const seqs = readEventsOf(app.dataDir, jobId).map(event => event.seq)
  expect(seqs).toEqual(seqs.map((_, i) => i + 1))
}

async function leftOn(app: TestApp, machineId: string): Promise<string> {
  const units = await app.runOn(machineId, ['systemctl', 'list-units', '--all', '--no-legend', 'drydock-*'])
  return units + (await app.runOn(machineId, ['ls', '-1', '/var/tmp'])).replace(/^(?!drydock).*$/gm, '').trim()
}

const steps = ['preflight', 'export', 'stage', 'restart', 'verify', 'clean-up'] as const

test.each(steps.flatMap(step => [['practice', step] as const, ['practice-bootc', step] as const]))(
  '%s: Drydock is closed at “%s”, starts again, and brings the job to the end that was asked for',
  async (machineId, step) => {
    const practice = await openMachines(20)
    const request = { kind: 'rebase', machineId, image: 'localhost/my-os:dev', via: 'export', restart: 'yes' } as const
    const { jobId, dataDir } = await closedAt(practice, request, step)
    const second = await openTestApp({ practice, dataDir, resumes: true })
    const job = await second.ended(jobId)
    expect(job.state.kind === 'ended' && job.state.verdict).toMatchObject({ outcome: 'booted' })
    const exits = readEventsOf(dataDir, jobId).flatMap(event => (event.kind === 'exit' ? [event.commandId] : []))
    expect(exits).toEqual([...new Set(exits)])
    expectWholeLog(second, jobId)
    expect(await leftOn(second, machineId)).toBe('')
  },
)

test('a job that waited for a yes asks again, and restarts only after it', async () => {
  const practice = await openMachines(100)
  const request = { kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'ask' } as const
  const { jobId, dataDir } = await closedAt(practice, request, 'ask')
  const second = await openTestApp({ practice, dataDir, resumes: true })
  const bootId = (await second.api.refreshMachine('practice')).facts?.bootId
  await second.waitFor(jobId, isAt('ask'))
  expect((await second.api.refreshMachine('practice')).facts?.bootId).toBe(bootId)
  await second.api.answerRestart(jobId, 'now')
  const job = await second.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('booted')
})

test('a yes that was given before Drydock was closed holds', async () => {
  const practice = await openMachines(20)
  const request = { kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'ask' } as const
  const first = await openTestApp({ practice })
  const jobId = await first.api.startJob(request)
  await first.waitFor(jobId, isAt('ask'))
  await first.api.answerRestart(jobId, 'now')
  await first.waitFor(jobId, isAt('restart'))
  await first.close()
  const second = await openTestApp({ practice, dataDir: first.dataDir, resumes: true })
  const job = await second.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('booted')
})

test('a job that was being cancelled when Drydock was closed is cancelled', async () => {
  const practice = await openMachines(10)
  const request = { kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'yes' } as const
  const first = await openTestApp({ practice })
  const jobId = await first.api.startJob(request)
  await first.waitFor(jobId, isAt('stage'))
  await first.api.cancelJob(jobId)
  await first.close()
  const second = await openTestApp({ practice, dataDir: first.dataDir, resumes: true })
  const job = await second.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('cancelled')
  expect(await leftOn(second, 'practice')).toBe('')
})

test.each(['rollback', 'discard'] as const)('a %s that was under way is not done twice', async kind => {
  const practice = await openMachines(20)
  const prepared = await openTestApp({ practice })
  const image = kind === 'rollback' ? 'yes' : 'no'
  await prepared.run({ kind: 'rebase', machineId: 'practice-bootc', image: STABLE, restart: image })
  await prepared.close()
  const request = { kind, machineId: 'practice-bootc', ...(kind === 'rollback' ? { restart: 'yes' as const } : {}) }
  const { jobId, dataDir } = await closedAt(practice, request as JobRequest, kind)
  const second = await openTestApp({ practice, dataDir, resumes: true })
  const job = await second.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe(kind === 'rollback' ? 'booted' : 'unchanged')
  expect(await leftOn(second, 'practice-bootc')).toBe('')
})

test('a machine that is late from its restart: what to try is said, it is looked for on, and the job comes to its end', async () => {
  const practice = await openMachines(20)
  const dataDir = tempDir()
  // What it usually takes is told, not measured: a busy computer would call a long restart usual.
  writeFileSync(join(dataDir, 'restart-times.json'), JSON.stringify({ practice: [100] }))
  const app = await openTestApp({ practice, dataDir })
  const machine = practice.machine('practice')
  machine.setTrouble('slow-restart')
  const jobId = await app.api.startJob({ kind: 'restart', machineId: 'practice', restart: 'yes' })
  const late = await app.waitFor(jobId, job => job.state.kind === 'reconnecting')
  expect(late.state).toMatchObject({
    step: 'restart',
    usualMs: expect.any(Number),
    advice: expect.arrayContaining([expect.stringContaining('boot menu')]),
  })
  const job = await app.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('booted')
})

test('a machine that is away for too long is left for another time: the job is not over, and can be gone on with', async () => {
  const practice = await openMachines(20)
  const first = await openTestApp({ practice, lossDeadlineMs: 800 })
  const jobId = await first.api.startJob({ kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'no' })
  await first.waitFor(jobId, isAt('stage'))
  practice.machine('practice').setReachable(false)
  expect((await first.ended(jobId)).state.kind).toBe('reconnecting')
  expect(first.unfinishedJobs().map(job => job.id)).toEqual([jobId])
  practice.machine('practice').setReachable(true)
  await first.resume(jobId)
  const job = await first.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('staged')
})

test('an unfinished job that nobody looks after keeps its machine, and says how to go on', async () => {
  const practice = await openMachines(20)
  const request = { kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'no' } as const
  const { jobId, dataDir } = await closedAt(practice, request, 'stage')
  const second = await openTestApp({ practice, dataDir })
  expect(second.unfinishedJobs().map(job => job.id)).toEqual([jobId])
  await expect(second.api.startJob(request)).rejects.toMatchObject({ code: 'machine/unfinished' })
  expect(await second.resume(jobId)).toBe(true)
  expect(await second.resume(jobId)).toBe(false)
  const job = await second.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('staged')
})

import { expect, onTestFinished, test } from 'vitest'
import { openPracticeMachines, type PracticeMachines } from '../../../electron/practice/practice-machines.ts'
import { deploymentIn } from '../../../shared/deployment.ts'
import { openTestApp, type TestApp } from '../../support/open-test-app.ts'
import { tempDir } from '../../support/temp-dir.ts'

const STABLE = 'quay.io/fedora/fedora-coreos:stable'

async function openMachines(speed: number): Promise<PracticeMachines> {
  const machines = await openPracticeMachines(tempDir(), speed, () => undefined)
  onTestFinished(() => machines.close())
  return machines
}

const rebase = { kind: 'rebase', machineId: 'practice', image: STABLE, restart: 'no' } as const

const stagingAt = (app: TestApp, jobId: string) => app.waitFor(jobId, job => (job.progress?.doneBytes ?? 0) > 0)

test('a unit of a Drydock on another computer is somebody else’s job: it blocks, and is not touched', async () => {
  const practice = await openMachines(10)
  const first = await openTestApp({ practice })
  const jobId = await first.api.startJob(rebase)
  await stagingAt(first, jobId)
  const other = await openTestApp({ practice })
  const plan = await other.api.planJob(rebase)
  const check = plan.checks.find(each => each.id === 'other-drydock')
  expect(check).toMatchObject({ level: 'blocks', fact: expect.stringContaining(`drydock-${jobId}-stage.service`) })
  await expect(other.api.startJob(rebase)).rejects.toMatchObject({ code: 'plan/blocked' })
  expect((await other.api.diagnose('practice')).holders.map(each => each.who)).toContain('somebody else’s Drydock')
  const job = await first.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('staged')
  expect((await other.api.listMachines()).every(each => each.swept === undefined)).toBe(true)
})

test('one data directory: the second Drydock sees the job, follows it, and neither starts nor cancels there', async () => {
  const practice = await openMachines(10)
  const first = await openTestApp({ practice })
  const jobId = await first.api.startJob(rebase)
  await stagingAt(first, jobId)
  const second = await openTestApp({ practice, dataDir: first.dataDir, resumes: true })
  // Both are this very process, so it is the first that holds the claim.
  expect(second.unfinishedJobs()).toEqual([])
  await expect(second.api.startJob(rebase)).rejects.toMatchObject({ code: 'machine/busy' })
  await first.ended(jobId)
  expect((await second.api.getJob(jobId)).state.kind).toBe('ended')
})

test('cancelling after the staging says that the system is staged and offers to discard it', async () => {
  const app = await openTestApp()
  const jobId = await app.api.startJob({ ...rebase, restart: 'ask' })
  await app.waitFor(jobId, job => job.state.kind === 'asking')
  await app.api.cancelJob(jobId)
  const { state } = await app.ended(jobId)
  expect(state).toMatchObject({
    verdict: {
      outcome: 'cancelled',
      offer: 'discard',
      truth: expect.stringContaining('is staged and starts with the next restart'),
    },
  })
  await app.run({ kind: 'discard', machineId: 'practice' })
  expect(deploymentIn((await app.api.refreshMachine('practice')).facts?.status, 'staged')).toBeUndefined()
})

test('cancelling before the staging is done offers nothing, for there is nothing to take back', async () => {
  const app = await openTestApp({ practiceSpeed: 10 })
  const jobId = await app.api.startJob(rebase)
  await stagingAt(app, jobId)
  await app.api.cancelJob(jobId)
  const { state } = await app.ended(jobId)
  expect(state.kind === 'ended' && state.verdict.offer).toBeUndefined()
})

test('a client that was killed leaves its daemon working: cancelling ends that transaction too, and no other', async () => {
  const app = await openTestApp({ practiceSpeed: 10 })
  const jobId = await app.api.startJob(rebase)
  const job = await stagingAt(app, jobId)
  await app.runOn('practice', ['sudo', 'systemctl', 'kill', '--signal=KILL', job.unit?.name ?? ''])
  const joined = await app.waitFor(jobId, each => each.notes.some(note => note.includes('joining it again')))
  expect(joined.state.kind).toBe('running')
  await app.api.cancelJob(jobId)
  await app.ended(jobId)
  expect((await app.api.diagnose('practice')).holders).toEqual([])
  await app.api.setPracticeTrouble('practice', 'transaction-running')
  expect((await app.api.diagnose('practice')).holders).toHaveLength(1)
})

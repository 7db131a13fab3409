import { expect, test } from 'vitest'
import { deploymentIn } from '../../../shared/deployment.ts'
import type { Job, JobRequest, StepName } from '../../../shared/job.ts'
import { openTestApp, readEventsOf, type TestApp } from '../../support/open-test-app.ts'

/** The story that visits every step: a local image, exported, staged, restarted, verified, cleaned up after. */
const request = (machineId: string): JobRequest => ({
  kind: 'rebase',
  machineId,
  image: 'localhost/my-os:dev',
  via: 'export',
  restart: 'yes',
})

const isAt =
  (step: StepName) =>
  ({ state }: Job): boolean =>
    state.kind === 'running' && state.step === step

/** Cuts the cable when the job reaches a step; resolves with the ended job. */
async function cutAt(app: TestApp, machineId: string, step: StepName): Promise<Job> {
  const jobId = await app.api.startJob(request(machineId))
  let isCut = false
  const stop = app.onAnnounce(() => {
    void app.api.getJob(jobId).then(job => {
      if (isCut || !isAt(step)(job)) return
      isCut = true
      app.practice.machine(machineId).dropConnections()
    })
  })
  const job = await app.ended(jobId)
  stop()
  return job
}

const steps = ['preflight', 'resolve', 'export', 'stage', 'restart', 'verify', 'clean-up'] as const

test.each(steps.flatMap(step => [['practice', step] as const, ['practice-bootc', step] as const]))(
  '%s loses the connection at “%s”: it says what is true, and nothing is left there',
  async (machineId, step) => {
    const app = await openTestApp({ practiceSpeed: 40, restartDeadlineMs: 8000 })
    const job = await cutAt(app, machineId, step)
    if (job.state.kind !== 'ended') throw new Error('the job has not ended')
    const { verdict } = job.state
    const facts = (await app.api.refreshMachine(machineId)).facts
    const booted = deploymentIn(facts?.status, 'booted')
    const staged = deploymentIn(facts?.status, 'staged')
    if (verdict.outcome === 'booted') expect(booted?.digest).toBe(verdict.digest)
    else {
      expect(verdict.outcome).toBe('failed')
      expect(verdict.truth).toContain(staged ? 'is staged' : 'Nothing is staged')
      expect(verdict.truth).toContain(booted?.image?.reference)
    }
    const left = (await app.runOn(machineId, ['ls', '-1', '/var/tmp'])).split('\n')
    expect(left.filter(name => name.startsWith('drydock'))).toEqual([])
    const seqs = readEventsOf(app.dataDir, job.id).map(event => event.seq)
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  },
)

test('what a job could not remove is removed when the machine answers again, also after a new start', async () => {
  const first = await openTestApp({ practiceSpeed: 20 })
  const jobId = await first.api.startJob(request('practice'))
  await first.waitFor(jobId, isAt('export'))
  const machine = first.practice.machine('practice')
  machine.setReachable(false)
  const job = await first.ended(jobId)
  expect(job.notes.at(-1)).toContain('is removed as soon as')
  machine.setReachable(true)
  await first.api.refreshMachine('practice')
  await expect
    .poll(async () => (await first.runOn('practice', ['ls', '-1', '/var/tmp'])).includes('drydock'))
    .toBe(false)
})

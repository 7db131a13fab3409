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
    // The cut itself may hit this question; facts of a machine that did not answer are old ones.
    await expect.poll(async () => (await app.api.refreshMachine(machineId)).state.kind).toBe('ready')
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

test('a job cancelled while its machine is away ends at once, and what goes on there is ended at the next connection', async () => {
  const app = await openTestApp({ practiceSpeed: 20 })
  const jobId = await app.api.startJob(request('practice'))
  await app.waitFor(jobId, job => job.progress?.phase.startsWith('Exporting') === true)
  const machine = app.practice.machine('practice')
  machine.setReachable(false)
  const away = await app.waitFor(jobId, job => job.state.kind === 'reconnecting' && job.state.attempt > 1)
  expect(away.state).toMatchObject({ step: 'export', since: expect.any(Number), nextTryMs: expect.any(Number) })
  await app.api.cancelJob(jobId)
  const job = await app.ended(jobId)
  expect(job.state).toMatchObject({ verdict: { outcome: 'cancelled', truth: expect.stringContaining('not known') } })
  expect(job.notes.join('\n')).toMatch(/drydock-\S+-export\.service is ended as soon as practice answers again/)
  machine.setReachable(true)
  await app.api.refreshMachine('practice')
  await expect
    .poll(async () => (await app.api.listMachines()).find(each => each.id === 'practice')?.swept)
    .toEqual([
      expect.stringMatching(/^Ended drydock-\S+-clean\.timer/),
      expect.stringMatching(/^Ended drydock-\S+-export\.service/),
      expect.stringMatching(/^Removed \/var\/tmp\/drydock\./),
    ])
  expect(await app.runOn('practice', ['ls', '-1', '/var/tmp'])).not.toContain('drydock')
})

import { expect, test } from 'vitest'
import { deploymentIn } from '../../../shared/deployment.ts'
import type { Job, JobEvent, JobRequest } from '../../../shared/job.ts'
import { openTestApp, type TestApp } from '../../support/open-test-app.ts'

const STABLE = 'quay.io/fedora/fedora-coreos:stable'

const rebase = (image: string, change: Partial<Extract<JobRequest, { kind: 'rebase' }>> = {}): JobRequest => ({
  kind: 'rebase',
  machineId: 'practice',
  image,
  restart: 'yes',
  ...change,
})

const commandsOf = (events: readonly JobEvent[]): string[] =>
  events.flatMap(event => (event.kind === 'command' ? [event.text] : []))

const factsOf = async (app: TestApp, machineId = 'practice') => (await app.api.refreshMachine(machineId)).facts

test.each(['practice', 'practice-bootc'])(
  '%s is rebased, restarted and runs the digest that was asked for',
  async machineId => {
    const app = await openTestApp()
    const { verdict, job, events } = await app.run(rebase(STABLE, { machineId }))
    expect(verdict.sentence).toBe(`${machineId} runs ${STABLE}, digest as requested`)
    expect(verdict.outcome).toBe('booted')
    const booted = deploymentIn((await factsOf(app, machineId))?.status, 'booted')
    expect(booted?.digest).toBe(verdict.bootedDigest)
    expect(booted?.image?.reference).toBe(STABLE)
    expect(job.steps.map(step => step.name)).toEqual(['preflight', 'resolve', 'stage', 'restart', 'verify'])
    expect(events.map(event => event.seq)).toEqual(events.map((_, i) => i + 1))
    expect(events.filter(event => event.kind === 'progress').length).toBeGreaterThan(3)
  },
)

test('what a job changes on a machine is exactly what its plan showed', async () => {
  const app = await openTestApp()
  const { job, events } = await app.run(rebase('localhost/my-os:dev', { via: 'export' }))
  const planned = job.plan.steps.flatMap(step => step.commands)
  for (const command of commandsOf(events)) expect(planned).toContain(command)
  const changing = job.plan.steps.filter(step => ['export', 'stage', 'restart', 'clean-up'].includes(step.name))
  for (const command of changing.flatMap(step => step.commands)) expect(commandsOf(events)).toContain(command)
})

test.each(['direct', 'export'] as const)(
  'a local image goes %s, boots as asked and leaves nothing behind',
  async via => {
    const app = await openTestApp()
    const { verdict, job, events } = await app.run(rebase('localhost/my-os:dev', { via }))
    expect(verdict.outcome).toBe('booted')
    const told = events.flatMap(event => (event.kind === 'output' ? [event.text] : [])).join('\n')
    expect(told.includes('Copying blob')).toBe(via === 'export')
    expect(verdict.resolved).toMatch(via === 'direct' ? /^containers-storage:\[/ : /^oci:\/var\/tmp\/drydock\./)
    expect(await leftOn(app)).toEqual([])
    expect(job.plan.image?.via).toBe(via)
  },
)

test('an rpm-ostree that cannot read the store in place is given an export instead', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'direct-refused')
  const { verdict, job } = await app.run(rebase('localhost/my-os:dev'))
  expect(verdict.outcome).toBe('booted')
  expect(job.notes.join('\n')).toContain('exported first')
  expect(verdict.resolved).toMatch(/^oci:/)
  expect(await leftOn(app)).toEqual([])
})

test('the same image again is nothing to do', async () => {
  const app = await openTestApp()
  await app.run(rebase(STABLE))
  const { verdict } = await app.run(rebase(STABLE))
  expect(verdict.outcome).toBe('unchanged')
})

test('staged without a restart is called staged; the same again only restarts', async () => {
  const app = await openTestApp()
  const first = await app.run(rebase(STABLE, { restart: 'no' }))
  expect(first.verdict.outcome).toBe('staged')
  expect(deploymentIn((await factsOf(app))?.status, 'staged')?.image?.reference).toBe(STABLE)
  const second = await app.run(rebase(STABLE))
  expect(second.job.plan.action).toBe('restart')
  expect(second.verdict.outcome).toBe('booted')
})

test.each(['practice', 'practice-bootc'])('what is staged on %s can be discarded', async machineId => {
  const app = await openTestApp()
  await app.run(rebase(STABLE, { machineId, restart: 'no' }))
  const { verdict } = await app.run({ kind: 'discard', machineId })
  expect(verdict.outcome).toBe('unchanged')
  expect(deploymentIn((await factsOf(app, machineId))?.status, 'staged')).toBeUndefined()
})

test.each(['practice', 'practice-bootc'])('%s goes back to the system it ran before', async machineId => {
  const app = await openTestApp()
  const before = deploymentIn((await factsOf(app, machineId))?.status, 'booted')
  await app.run(rebase(STABLE, { machineId }))
  const { verdict } = await app.run({ kind: 'rollback', machineId, restart: 'yes' })
  expect(verdict.outcome).toBe('booted')
  expect(deploymentIn((await factsOf(app, machineId))?.status, 'booted')?.checksum).toBe(before?.checksum)
})

test('nothing restarts before a person says now', async () => {
  const app = await openTestApp()
  const bootId = (await factsOf(app))?.bootId
  const jobId = await app.api.startJob(rebase(STABLE, { restart: 'ask' }))
  const asking = await app.waitFor(jobId, job => job.state.kind === 'asking')
  expect(asking.state.kind === 'asking' && asking.state.question.starts.image?.reference).toBe(STABLE)
  expect((await factsOf(app))?.bootId).toBe(bootId)
  await app.api.answerRestart(jobId, 'now')
  const job = await app.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('booted')
  expect((await factsOf(app))?.bootId).not.toBe(bootId)
})

test('not now leaves the system staged', async () => {
  const app = await openTestApp()
  const jobId = await app.api.startJob(rebase(STABLE, { restart: 'ask' }))
  await app.waitFor(jobId, job => job.state.kind === 'asking')
  await app.api.answerRestart(jobId, 'not-now')
  const job = await app.ended(jobId)
  expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('staged')
  await expect(app.api.answerRestart(jobId, 'now')).rejects.toMatchObject({ code: 'job/not-asking' })
})

test.each(['practice', 'practice-bootc'])(
  'cancelled while %s is staging: nothing is staged and nothing is left',
  async machineId => {
    const app = await openTestApp({ practiceSpeed: 10 })
    const jobId = await app.api.startJob(rebase(STABLE, { machineId }))
    await app.waitFor(jobId, job => (job.progress?.doneBytes ?? 0) > 0)
    await app.api.cancelJob(jobId)
    const job = await app.ended(jobId)
    expect(job.state.kind === 'ended' && job.state.verdict.outcome).toBe('cancelled')
    expect(job.state.kind === 'ended' && job.state.verdict.truth).toContain('Nothing is staged')
    const facts = await factsOf(app, machineId)
    expect(deploymentIn(facts?.status, 'staged')).toBeUndefined()
    expect(facts?.status?.transaction).toBeUndefined()
    expect(await leftOn(app, machineId)).toEqual([])
  },
)

test('a machine is changed by one job at a time', async () => {
  const app = await openTestApp({ practiceSpeed: 10 })
  const jobId = await app.api.startJob(rebase(STABLE))
  await expect(app.api.startJob(rebase(STABLE))).rejects.toMatchObject({ code: 'machine/busy' })
  await app.api.cancelJob(jobId)
  await app.ended(jobId)
})

test.each(['practice', 'practice-bootc'])(
  'the connection is lost while %s stages: the work goes on there, and no line of it is missing or told twice',
  async machineId => {
    const app = await openTestApp({ practiceSpeed: 20 })
    await app.api.setPracticeTrouble(machineId, 'connection-drops-staging')
    const { verdict, job, events } = await app.run(rebase(STABLE, { machineId }))
    expect(job.notes.join('\n')).toContain('Lost the connection')
    expect(verdict.outcome).toBe('booted')
    const told = events.flatMap(event => (event.kind === 'output' ? event.text.split('\n') : []))
    expect(told).toEqual(await linesInJournal(app, machineId, job))
  },
)

/** What the job's commands have said, as the machine's journal has it. */
async function linesInJournal(app: TestApp, machineId: string, job: Job): Promise<readonly string[]> {
  const words = ['sudo', 'journalctl', `--unit=drydock-${job.id}-*`, '--output=json', '--all', '--no-pager']
  const entries = (await app.runOn(machineId, words)).split('\n').filter(line => line !== '')
  return entries
    .map(line => JSON.parse(line) as { readonly _TRANSPORT: string; readonly MESSAGE: string })
    .flatMap(entry => (entry._TRANSPORT === 'stdout' ? [entry.MESSAGE] : []))
}

test.each([
  ['came-back-old', 'verify/old-system', 'Nothing is staged'],
  ['boot-full', 'verify/old-system', 'Nothing is staged'],
  ['policy-refuses', 'image/policy-refused', 'Nothing is staged'],
  ['reboot-blocked', 'backend/reboot-blocked', 'is staged and starts with the next restart'],
] as const)('trouble %s ends as %s and says what is true', async (trouble, code, truth) => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', trouble)
  const { verdict } = await app.run(rebase(STABLE, trouble === 'policy-refuses' ? { signature: 'signed' } : {}))
  expect(verdict.outcome).toBe('failed')
  expect(verdict.error?.code).toBe(code)
  expect(verdict.truth).toContain(truth)
  expect(await leftOn(app)).toEqual([])
})

test('coming back on the old system says why', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'boot-full')
  const { verdict } = await app.run(rebase(STABLE))
  expect(verdict.error?.message).toContain('came back on the old system')
  expect(verdict.error?.means).toMatch(/space/i)
})

test.each([
  ['registry-down', 'registry/unreachable'],
  ['registry-refuses', 'image/denied'],
  ['image-gone', 'image/not-found'],
  ['store-broken', 'image/store-unavailable'],
] as const)('trouble %s is found before anything starts', async (trouble, code) => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', trouble)
  await expect(app.api.planJob(rebase(STABLE))).rejects.toMatchObject({ code })
})

test.each([
  ['sudo-refused', 'sudo'],
  ['transaction-running', 'transaction'],
  ['not-bootable', 'bootable'],
  ['wrong-architecture', 'architecture'],
  ['disk-full', 'space-sysroot'],
] as const)('trouble %s blocks the plan by its check “%s”', async (trouble, check) => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', trouble)
  const plan = await app.api.planJob(rebase(STABLE))
  expect(plan.checks.filter(each => each.level === 'blocks').map(each => each.id)).toEqual([check])
  await expect(app.api.startJob(rebase(STABLE))).rejects.toMatchObject({ code: 'plan/blocked' })
})

test.each([
  ['layered-packages', 'packages'],
  ['zincati-active', 'update-agent'],
  ['sudo-password', 'sudo'],
] as const)('trouble %s is a warning of its check “%s”', async (trouble, check) => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', trouble)
  const plan = await app.api.planJob(rebase(`docker://${STABLE}`))
  expect(plan.checks.filter(each => each.level === 'warns').map(each => each.id)).toContain(check)
})

test('a machine that does not come back is said to be away, and where its way back is', async () => {
  const app = await openTestApp({ restartDeadlineMs: 1500 })
  await app.api.setPracticeTrouble('practice', 'does-not-come-back')
  const { verdict } = await app.run(rebase(STABLE))
  expect(verdict.error?.code).toBe('verify/not-back')
  expect(verdict.error?.next).toContain('boot menu')
})

test('a failed unit after the restart is told, and is no failure of the rebase', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'failed-unit-after-restart')
  const { verdict } = await app.run(rebase(STABLE))
  expect(verdict.outcome).toBe('booted')
  expect(verdict.failedUnits).toHaveLength(1)
})

test('rubbish from the machine is shown harmlessly', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'noisy-output')
  const { verdict, events } = await app.run(rebase(STABLE))
  expect(verdict.outcome).toBe('booted')
  const text = events.flatMap(event => (event.kind === 'output' ? [event.text] : [])).join('\n')
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
  expect(Math.max(...text.split('\n').map(line => line.length))).toBeLessThan(20_000)
})

test('sudo’s password is asked for once and is in no file afterwards', async () => {
  const app = await openTestApp()
  await app.api.setPracticeTrouble('practice', 'sudo-password')
  let asked = 0
  app.onAnnounce(() => {
    void app.api.listQuestions().then(questions => {
      for (const question of questions) {
        asked++
        void app.api.answerQuestion(question.id, 'practice').catch(() => undefined)
      }
    })
  })
  const { verdict, events } = await app.run(rebase(STABLE))
  expect(verdict.outcome).toBe('booted')
  expect(asked).toBeGreaterThan(0)
  expect(commandsOf(events).join('\n')).not.toMatch(/practice\s*\|/)
})

/** What Drydock left in /var/tmp of a practice machine. */
async function leftOn(app: TestApp, machineId = 'practice'): Promise<readonly string[]> {
  const listed = await app.runOn(machineId, ['ls', '-1', '/var/tmp'])
  return listed.split('\n').filter(name => name.startsWith('drydock'))
}

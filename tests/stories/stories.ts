/**
 * One list of stories for the practice machine and for the lab's real one: through the command line, with the same
 * outcomes, errors and exit codes. Where the two differ, the practice machine is wrong. What does not depend on the backend is
 * told with rpm-ostree only: on a real machine each story takes its time.
 */

import { describe, expect, test } from 'vitest'
import { type BackendName, deploymentIn } from '../../shared/deployment.ts'
import { type Applied, apply, changesOn, leftBehind, statusOf } from './acts.ts'
import { tellAnswers } from './answers.ts'
import type { OpenGround, StoryGround, StoryTrouble } from './ground.ts'
import { REFUSALS, type Refusal } from './refusals.ts'

async function expectRefusal(ground: StoryGround, { title, image, options, exitCode, code }: Refusal): Promise<void> {
  const applied = await apply(ground, ground.images[image], options)
  expect(applied, `${title}: ${applied.text}`).toMatchObject({ exitCode, code, outcome: 'failed' })
}

function refusals(open: OpenGround, backend: BackendName): void {
  const wanted = REFUSALS.filter(({ backends }) => backends.includes(backend))
  const [simple, troubled] = [wanted.filter(each => !each.trouble), wanted.filter(each => each.trouble)]

  if (simple.length > 0) {
    test(`${simple.map(each => each.title).join(', ')}: refused beforehand`, async () => {
      const ground = await open(backend)
      for (const each of simple) await expectRefusal(ground, each)
      expect(await changesOn(ground)).toEqual([])
    })
  }

  test.each(troubled)('$title: refused, and nothing changes', async each => {
    const ground = await open(backend)
    if (each.trouble) await ground.have(each.trouble)
    await expectRefusal(ground, each)
    expect(await changesOn(ground)).toEqual([])
  })
}

async function bootIdOf(ground: StoryGround): Promise<string> {
  const { stdout } = await ground.onMachine(['cat', '/proc/sys/kernel/random/boot_id'])
  return stdout.trim()
}

function rebases(open: OpenGround, backend: BackendName): void {
  test('an image of a registry is staged, then booted by its digest; what fails there is named; again is nothing to do', async () => {
    const ground = await open(backend)
    const { newer } = ground.images
    await ground.have('failed-unit-after-restart')
    const staged = await apply(ground, newer)
    expect(staged, staged.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(staged.deployment('staged')).toMatchObject({ digest: staged.digest, image: { reference: newer } })
    const before = await bootIdOf(ground)
    const booted = await apply(ground, newer, ['--restart'])
    expect(booted, booted.text).toMatchObject({ exitCode: 0, outcome: 'booted', bootedDigest: staged.digest })
    expect(booted.text).toMatch(/"failedUnits":\["[^",]+"\]/)
    expect(await bootIdOf(ground)).not.toBe(before)
    const { facts } = await statusOf(ground)
    expect(deploymentIn(facts?.status, 'booted')).toMatchObject({ digest: staged.digest, image: { reference: newer } })
    expect(deploymentIn(facts?.status, 'rollback')?.id).toBe(staged.deployment('booted')?.id)
    expect(await apply(ground, newer, ['--restart'])).toMatchObject({ exitCode: 0, outcome: 'unchanged' })
  })

  test('root’s own image is found without being told whose it is', async () => {
    const ground = await open(backend)
    const { stdout } = await ground.drydock(['resolve', ground.images.root, ground.machine, '--json'])
    const source = `containers-storage:${ground.images.root}`
    expect(JSON.parse(stdout)).toMatchObject({ source, via: 'direct', store: 'root', isBootable: true })
  })
}

const WAYS = [
  { via: 'direct', source: /^containers-storage:\[overlay@.*\]/ },
  { via: 'export', source: /^oci:\/var\/tmp\/drydock\./ },
] as const

function localImages(open: OpenGround, backend: BackendName): void {
  const isRestarted = backend === 'rpm-ostree'
  const follow = isRestarted ? 'boots as asked' : 'is staged as asked'

  test.each(WAYS)(`a rootless user’s image goes $via, ${follow} and stays what it was`, async ({ via, source }) => {
    const ground = await open(backend)
    const before = await ground.localStore()
    const { local } = ground.images
    const applied = await apply(ground, local, ['--via', via, ...(isRestarted ? ['--restart'] : [])])
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: isRestarted ? 'booted' : 'staged' })
    expect(applied.deployment(isRestarted ? 'booted' : 'staged')?.digest).toBe(applied.digest)
    expect(applied.resolved).toMatch(source)
    // What podman says of it comes from the machine’s journal.
    if (via === 'export') expect(timesPrinted(applied, 'Copying blob'), applied.text).toBeGreaterThan(0)
    expect(await leftBehind(ground)).toEqual([])
    expect(await ground.localStore()).toBe(before)
  })
}

function oldSystem(open: OpenGround, backend: BackendName, title: string, trouble: StoryTrouble): void {
  test(`${title}: the machine comes back on the old system, and the cause is said`, async () => {
    const ground = await open(backend)
    await ground.have(trouble)
    const before = await bootIdOf(ground)
    const applied = await apply(ground, ground.images.newer, ['--restart'])
    expect(applied, applied.text).toMatchObject({ exitCode: 6, outcome: 'failed', code: 'verify/old-system' })
    expect(await bootIdOf(ground)).not.toBe(before)
    expect(applied.bootedDigest).not.toBe(applied.digest)
    expect(applied.text).toMatch(/The new one was staged but not activated at shutdown: \S/)
  })
}

/** In a trouble: brings the newer image. */
async function applyWith(
  open: OpenGround,
  backend: BackendName,
  trouble: StoryTrouble,
  ...options: readonly string[]
): Promise<Applied> {
  const ground = await open(backend)
  await ground.have(trouble)
  return apply(ground, ground.images.newer, options)
}

function otherPrograms(open: OpenGround, backend: BackendName): void {
  test('another program blocks the restart: it is named, and the new system stays staged', async () => {
    const applied = await applyWith(open, backend, 'reboot-blocked', '--restart')
    expect(applied, applied.text).toMatchObject({ exitCode: 5, outcome: 'failed', code: 'backend/reboot-blocked' })
    expect(applied.text).toContain('Nightly backup')
    expect(applied.deployment('staged')?.digest).toBe(applied.digest)
  })

  test('another program’s transaction stands in the way', async () => {
    const applied = await applyWith(open, backend, 'transaction-running')
    expect(applied, applied.text).toMatchObject({ exitCode: 4, outcome: 'failed', code: 'plan/blocked' })
    expect(applied.text).toContain('Another program is changing')
  })

  test('an update agent that may act by itself is warned of', async () => {
    const ground = await open(backend)
    await ground.have('zincati-active')
    const { stdout } = await ground.drydock(['apply', ground.images.newer, ground.machine, '--dry-run'])
    expect(stdout).toMatch(/WARNS {2}An update agent may change this machine by itself: zincati\.service/)
  })
}

/** How often something stands in what the machine's commands printed. */
const timesPrinted = ({ text }: Applied, what: string): number =>
  text.split('\n').filter(line => line.includes('"kind":"output"') && line.includes(what)).length

function connections(open: OpenGround, backend: BackendName): void {
  test('the connection drops while staging: the work goes on there, and no line of it is lost or told twice', async () => {
    const applied = await applyWith(open, backend, 'connection-drops-staging')
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(applied.deployment('staged')?.digest).toBe(applied.digest)
    expect(timesPrinted(applied, 'ueued for next boot'), applied.text).toBe(1)
    expect(applied.text).toContain('Lost the connection to')
  })

  test('a login that prints, and output full of rubbish, keep nothing from being staged', async () => {
    const applied = await applyWith(open, backend, 'noisy-output')
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(applied.deployment('staged')?.digest).toBe(applied.digest)
  })
}

/** Tells the stories of a backend on the grounds that `open` makes. */
export function tellStories(open: OpenGround, backend: BackendName): void {
  describe(backend, () => {
    tellAnswers(open, backend)
    localImages(open, backend)
    refusals(open, backend)
    connections(open, backend)
    if (backend === 'bootc') return oldSystem(open, backend, '/boot is full', 'boot-full')
    rebases(open, backend)
    oldSystem(open, backend, 'the new system cannot be activated', 'came-back-old')
    otherPrograms(open, backend)
  })
}

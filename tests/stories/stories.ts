/**
 * One list of stories for the practice machine and for the lab's real one: through the command line, with the same
 * outcomes, errors and exit codes. Where the two differ, the practice machine is wrong.
 */

import { describe, expect, test } from 'vitest'
import { type BackendName, deploymentIn } from '../../shared/deployment.ts'
import { apply, isUntouched, leftBehind, statusOf } from './acts.ts'
import { tellAnswers } from './answers.ts'
import type { OpenGround, StoryGround, StoryImages, StoryTrouble } from './ground.ts'

interface Refusal {
  readonly title: string
  readonly image: keyof StoryImages | 'oci:/var/tmp/nothing'
  readonly exitCode: number
  readonly code: string
  readonly trouble?: StoryTrouble
  readonly options?: readonly string[]
}

const refusal = (title: string, image: Refusal['image'], exitCode: number, code: string, more = {}): Refusal => ({
  title,
  image,
  exitCode,
  code,
  ...more,
})

/** Nothing is changed, and the reason is the right one. */
const REFUSALS: readonly Refusal[] = [
  refusal('a tag that is not there', 'missing', 5, 'image/not-found'),
  refusal('a container that is no system', 'notBootable', 4, 'plan/blocked'),
  refusal('a system for another architecture', 'otherArchitecture', 4, 'plan/blocked', {
    trouble: 'wrong-architecture',
  }),
  refusal('a path where nothing is', 'oci:/var/tmp/nothing', 5, 'image/path-missing'),
  refusal('an image of a registry that is down', 'newer', 5, 'registry/unreachable', { trouble: 'registry-down' }),
  refusal('an image in a broken storage', 'local', 5, 'image/store-unavailable', { trouble: 'store-broken' }),
  refusal('an image too large for the disk', 'newer', 4, 'plan/blocked', { trouble: 'disk-full' }),
  refusal('a user who may not use sudo', 'newer', 4, 'plan/blocked', { trouble: 'sudo-refused' }),
  refusal('a sudo password that nobody can type', 'newer', 4, 'sudo/password', { trouble: 'sudo-password' }),
  refusal('an image without the signature that the policy wants', 'newer', 5, 'image/policy-refused', {
    trouble: 'policy-refuses',
    options: ['--signed'],
  }),
]

const imageOf = ({ images }: StoryGround, image: Refusal['image']): string =>
  image === 'oci:/var/tmp/nothing' ? image : images[image]

function refusals(open: OpenGround, backend: BackendName, wanted: readonly Refusal[]): void {
  test.each(wanted)('$title: refused, and nothing changes', async ({ image, exitCode, code, trouble, options }) => {
    const ground = await open(backend)
    if (trouble) await ground.have(trouble)
    const applied = await apply(ground, imageOf(ground, image), options)
    expect(applied, applied.text).toMatchObject({ exitCode, code, outcome: 'failed' })
    expect(await isUntouched(ground)).toBe(true)
  })
}

async function bootIdOf(ground: StoryGround): Promise<string> {
  const { stdout } = await ground.onMachine(['cat', '/proc/sys/kernel/random/boot_id'])
  return stdout.trim()
}

function rebases(open: OpenGround, backend: BackendName): void {
  test('an image of a registry is staged, then booted by its digest, and again is nothing to do', async () => {
    const ground = await open(backend)
    const { newer } = ground.images
    const staged = await apply(ground, newer)
    expect(staged, staged.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(staged.deployment('staged')).toMatchObject({ digest: staged.digest, image: { reference: newer } })
    const before = await bootIdOf(ground)
    const booted = await apply(ground, newer, ['--restart'])
    expect(booted, booted.text).toMatchObject({ exitCode: 0, outcome: 'booted', bootedDigest: staged.digest })
    expect(await bootIdOf(ground)).not.toBe(before)
    const { facts } = await statusOf(ground)
    expect(deploymentIn(facts?.status, 'booted')).toMatchObject({ digest: staged.digest, image: { reference: newer } })
    expect(deploymentIn(facts?.status, 'rollback')?.id).toBe(staged.deployment('booted')?.id)
    expect(await apply(ground, newer, ['--restart'])).toMatchObject({ exitCode: 0, outcome: 'unchanged' })
  })

  test('root finds its own image without being told whose it is', async () => {
    const ground = await open(backend)
    const applied = await apply(ground, ground.images.root)
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(applied.resolved).toBe(`containers-storage:${ground.images.root}`)
    expect(applied.deployment('staged')?.digest).toBe(applied.digest)
  })
}

/** What Podman says of core's image: nothing may have happened to it. */
async function localImage(ground: StoryGround): Promise<string> {
  const { stdout } = await ground.onMachine(['podman', 'image', 'inspect', '--', ground.images.local])
  return stdout
}

function localImages(open: OpenGround, backend: BackendName): void {
  test.each([
    ['direct', /^containers-storage:\[overlay@.*\]/],
    ['export', /^oci:\/var\/tmp\/drydock\./],
  ] as const)('a rootless user’s image goes %s, boots as asked and stays what it was', async (via, source) => {
    const ground = await open(backend)
    const before = await localImage(ground)
    const applied = await apply(ground, ground.images.local, ['--via', via, '--restart'])
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'booted', bootedDigest: applied.digest })
    expect(applied.resolved).toMatch(source)
    expect(await leftBehind(ground)).toEqual([])
    expect(await localImage(ground)).toBe(before)
  })
}

const OLD_SYSTEMS: readonly { readonly title: string; readonly trouble: StoryTrouble }[] = [
  { title: '/boot is full', trouble: 'boot-full' },
  { title: 'the new system cannot be activated', trouble: 'came-back-old' },
]

function oldSystems(open: OpenGround, backend: BackendName, wanted: typeof OLD_SYSTEMS): void {
  test.each(wanted)('$title: the machine comes back on the old system, and the cause is said', async ({ trouble }) => {
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

function otherPrograms(open: OpenGround, backend: BackendName): void {
  test('another program blocks the restart: it is named, and the new system stays staged', async () => {
    const ground = await open(backend)
    await ground.have('reboot-blocked')
    const applied = await apply(ground, ground.images.newer, ['--restart'])
    expect(applied, applied.text).toMatchObject({ exitCode: 5, outcome: 'failed', code: 'backend/reboot-blocked' })
    expect(applied.text).toContain('Nightly backup')
    expect(applied.deployment('staged')?.digest).toBe(applied.digest)
  })

  test('a service that fails after the restart is named; the system is booted all the same', async () => {
    const ground = await open(backend)
    await ground.have('failed-unit-after-restart')
    const applied = await apply(ground, ground.images.newer, ['--restart'])
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'booted' })
    expect(applied.text).toMatch(/"failedUnits":\["[^",]+"\]/)
  })

  test('an update agent that may act by itself is warned of', async () => {
    const ground = await open(backend)
    await ground.have('zincati-active')
    const { stdout } = await ground.drydock(['apply', ground.images.newer, ground.machine, '--dry-run'])
    expect(stdout).toMatch(/WARNS {2}An update agent may change this machine by itself: zincati\.service/)
  })

  test('another program’s transaction stands in the way', async () => {
    const ground = await open(backend)
    await ground.have('transaction-running')
    const applied = await apply(ground, ground.images.newer)
    expect(applied, applied.text).toMatchObject({ exitCode: 4, outcome: 'failed', code: 'plan/blocked' })
    expect(applied.text).toContain('Another program is changing')
  })
}

function connections(open: OpenGround, backend: BackendName): void {
  test('the connection drops while staging: the work goes on there, and is joined again', async () => {
    const ground = await open(backend)
    await ground.have('connection-drops-staging')
    const applied = await apply(ground, ground.images.newer)
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
    expect(applied.text).toContain('Lost the connection')
  })

  test('what a login shell prints by itself disturbs nothing', async () => {
    const ground = await open(backend)
    await ground.have('noisy-output')
    const applied = await apply(ground, ground.images.newer)
    expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
  })
}

/** What depends on the backend is told with both. */
const BOTH = new Set(['policy-refuses', 'sudo-password', 'boot-full'])

/** Tells all stories on the grounds that `open` makes; of those that do not depend on the backend bootc gets none. */
export function tellStories(open: OpenGround, backend: BackendName): void {
  const isTold = ({ trouble }: { readonly trouble?: StoryTrouble }): boolean =>
    backend === 'rpm-ostree' || (trouble !== undefined && BOTH.has(trouble))
  describe(backend, () => {
    tellAnswers(open, backend)
    rebases(open, backend)
    localImages(open, backend)
    refusals(open, backend, REFUSALS.filter(isTold))
    oldSystems(open, backend, OLD_SYSTEMS.filter(isTold))
    if (backend === 'rpm-ostree') {
      otherPrograms(open, backend)
      connections(open, backend)
    }
  })
}

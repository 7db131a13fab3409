import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exportCommand } from '../../../electron/images/export-image.ts'
import { inspectSource } from '../../../electron/images/inspect-source.ts'
import { ownArchitecture as here, openRealTools, type RealTools } from './real-tools.ts'
import { replayedRunner } from './replayed-runner.ts'
import { openSmallRegistry, type SmallRegistry } from './small-registry.ts'

const labels = { 'containers.bootc': '1', 'org.opencontainers.image.version': '42.1' }

describe('a real skopeo at a registry', () => {
  let registry: SmallRegistry
  let closed: SmallRegistry
  let real: RealTools
  beforeAll(async () => {
    registry = await openSmallRegistry()
    closed = await openSmallRegistry({ login: true })
    real = openRealTools({ insecure: [registry.host, closed.host] })
  })
  afterAll(async () => {
    real.close()
    await Promise.all([registry.close(), closed.close()])
  })

  test('an image is told by digest, config, size, labels and age', async () => {
    const image = registry.addImage({ tag: '1', architecture: 'amd64', labels })
    const source = `docker://${registry.host}/os:1`
    expect(await inspectSource(real, source, { architecture: 'amd64' })).toEqual({
      digest: image.digest,
      configDigest: image.configDigest,
      layers: [{ digest: expect.stringMatching(/^sha256:/), sizeBytes: 1234 }],
      sizeBytes: 1234,
      architecture: 'amd64',
      labels,
      isBootable: true,
      version: '42.1',
      createdAt: Date.parse('2026-11-20T10:00:00Z'),
    })
  })

  test('an index is followed to the machine’s own architecture, not to this computer’s', async () => {
    const images = ['amd64', 'arm64', 's390x'].map(architecture => ({
      ...registry.addImage({ architecture, labels }),
      architecture,
    }))
    const indexDigest = registry.addIndex('multi', images)
    for (const { architecture, digest, configDigest } of images) {
      const told = await inspectSource(real, `docker://${registry.host}/os:multi`, { architecture })
      expect(told).toMatchObject({ digest, configDigest, indexDigest, architecture, isBootable: true })
    }
  })

  test('an index without the machine’s architecture says what it has', async () => {
    registry.addIndex('foreign', [{ ...registry.addImage({ architecture: 's390x' }), architecture: 's390x' }])
    await expect(
      inspectSource(real, `docker://${registry.host}/os:foreign`, { architecture: 'arm64' }),
    ).rejects.toMatchObject({
      code: 'image/wrong-architecture',
      facts: { image: `${registry.host}/os:foreign`, has: 's390x', needs: 'arm64' },
    })
  })

  test('the config is asked by digest, so a moving tag cannot mix two images', async () => {
    const image = registry.addImage({ tag: 'moving', architecture: 'amd64' })
    const before = real.ran.length
    await inspectSource(real, `docker://${registry.host}/os:moving`, { architecture: 'amd64' })
    expect(real.ran.slice(before)).toEqual([
      `skopeo inspect --raw -- docker://${registry.host}/os:moving`,
      `skopeo inspect --config -- docker://${registry.host}/os@${image.digest}`,
    ])
  })

  test.each([
    ['a missing tag', () => `docker://${registry.host}/os:nope`, 'image/not-found'],
    ['a registry that wants a login', () => `docker://${closed.host}/os:1`, 'image/denied'],
    ['a registry that is not there', () => 'docker://127.0.0.1:1/os:1', 'registry/unreachable'],
    ['a name nobody knows', () => 'docker://registry.invalid/os:1', 'registry/unreachable'],
    ['a path that is not there', () => 'oci:/nowhere/at/all', 'image/path-missing'],
    ['an image that is not in the storage', () => 'containers-storage:localhost/nope:1', 'image/not-found'],
  ])('%s is said in words', async (_, source, code) => {
    await expect(inspectSource(real, source(), { architecture: 'amd64' })).rejects.toMatchObject({ code })
  })

  test('an exported layout is ambiguous with two images, and known by name', async () => {
    const directory = join(real.directory, 'layout')
    for (const name of ['localhost/os:a', 'localhost/os:b']) {
      await real.importImage('user', name, labels)
      await real.run(exportCommand(name, directory))
    }
    await expect(inspectSource(real, `oci:${directory}`, { architecture: here })).rejects.toMatchObject({
      code: 'image/ambiguous',
    })
    const told = await inspectSource(real, `oci:${directory}:localhost/os:b`, { architecture: here })
    expect(told).toMatchObject({ version: '42.1', architecture: here, isBootable: true })
  })
})

test('a storage is read as root, a registry as the user', async () => {
  const runner = replayedRunner({})
  await expect(inspectSource(runner, 'containers-storage:os', { architecture: 'amd64' })).rejects.toThrow(
    'not recorded',
  )
  await expect(inspectSource(runner, 'docker://os', { architecture: 'amd64' })).rejects.toThrow('not recorded')
  expect(runner.ran).toEqual([
    'sudo skopeo inspect --raw -- containers-storage:os',
    'skopeo inspect --raw -- docker://os',
  ])
})

test('a machine without skopeo is told from an image that is not there', async () => {
  const runner = replayedRunner({ 'skopeo inspect --raw -- docker://os': { exitCode: 127, stderr: 'not found' } })
  await expect(inspectSource(runner, 'docker://os', { architecture: 'amd64' })).rejects.toMatchObject({
    code: 'command/failed',
    facts: { exitCode: 127 },
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exportCommand } from '../../../electron/images/export-image.ts'
import { inspectSource } from '../../../electron/images/inspect-source.ts'
import { ownArchitecture as here, openRealTools, type RealTools } from './real-tools.ts'
import { facts, resolve } from './resolving.ts'
import { openSmallRegistry, type SmallRegistry } from './small-registry.ts'

const bootable = { 'containers.bootc': '1', 'org.opencontainers.image.version': '42.1' }

describe('with real podman and skopeo', () => {
  let real: RealTools
  let registry: SmallRegistry
  let userId: string
  beforeAll(async () => {
    registry = await openSmallRegistry()
    real = openRealTools({ insecure: [registry.host] })
    userId = await real.importImage('user', 'localhost/os:dev', bootable)
    await real.importImage('user', 'localhost/both:1', bootable)
    await real.importImage('root', 'localhost/both:1', bootable)
    await real.importImage('root', 'localhost/root-os:1', bootable)
  })
  afterAll(async () => {
    real.close()
    await registry.close()
  })
  beforeEach(() => void real.ran.splice(0))

  test('a user’s image is read in place, and root can read it there with the digest that was told', async () => {
    const resolved = await resolve(real, 'localhost/os:dev')
    const storage = `vfs@${real.directory}/user/graph+${real.directory}/user/run`
    expect(resolved).toMatchObject({
      requested: 'localhost/os:dev',
      source: `containers-storage:[${storage}]localhost/os:dev`,
      transport: 'containers-storage',
      via: 'direct',
      store: 'user',
      localName: 'localhost/os:dev',
      configDigest: `sha256:${userId}`,
      architecture: here,
      isBootable: true,
      version: '42.1',
      layerCount: 1,
    })
    const read = await inspectSource(real, resolved.source, { architecture: here, sudo: true })
    expect(read).toMatchObject({ digest: resolved.digest, configDigest: resolved.configDigest })
  })

  test('nothing but questions is asked, and they are shown as they ran', async () => {
    await resolve(real, 'localhost/os:dev')
    expect(real.ran).toEqual([
      'podman image exists -- localhost/os:dev',
      'podman image inspect -- localhost/os:dev',
      'podman info --format json',
    ])
  })

  test.each([
    ['a short name', () => 'os:dev', 'localhost/os:dev'],
    ['an image ID', () => userId, 'localhost/os:dev'],
    ['the beginning of an image ID', () => userId.slice(0, 12), 'localhost/os:dev'],
    ['an image ID with its algorithm', () => `sha256:${userId}`, 'localhost/os:dev'],
    ['the transport written out', () => 'containers-storage:os:dev', 'localhost/os:dev'],
  ])('%s finds the image by its full name', async (_, text, name) => {
    expect(await resolve(real, text())).toMatchObject({ via: 'direct', store: 'user', localName: name })
  })

  test('an image without a name is handed over by its ID, in both ways', async () => {
    const id = await real.importImage('user', 'localhost/soon-nameless:1', { ...bootable, only: 'here' })
    await real.run(['podman', 'untag', 'localhost/soon-nameless:1'])
    const resolved = await resolve(real, id)
    expect(resolved).toMatchObject({ localName: `@${id}`, configDigest: `sha256:${id}` })
    expect((await inspectSource(real, resolved.source, { architecture: here })).configDigest).toBe(`sha256:${id}`)
    const directory = join(real.directory, 'nameless')
    await real.run(exportCommand(resolved.localName ?? '', directory))
    expect((await inspectSource(real, `oci:${directory}`, { architecture: here })).configDigest).toBe(`sha256:${id}`)
  })

  test('an export promises no manifest digest, but keeps the config digest', async () => {
    const resolved = await resolve(real, 'localhost/os:dev', { via: 'export' })
    expect(resolved).toMatchObject({ via: 'export', transport: 'oci', store: 'user', localName: 'localhost/os:dev' })
    expect(resolved.digest).toBeUndefined()
    const directory = join(real.directory, 'exported')
    await real.run(exportCommand(resolved.localName ?? '', directory))
    const exported = await inspectSource(real, `oci:${directory}`, { architecture: here })
    expect(exported.configDigest).toBe(resolved.configDigest)
  })

  test('a backend that reads no storage gets an export, and the plan says why', async () => {
    const resolved = await resolve(real, 'os:dev', { transports: ['docker', 'oci'] })
    expect(resolved).toMatchObject({ via: 'export', why: expect.stringContaining('rpm-ostree reads no storage') })
    await expect(resolve(real, 'os:dev', { transports: ['docker'] })).rejects.toMatchObject({
      code: 'image/unsupported-transport',
    })
    await expect(resolve(real, 'os:dev', { transports: ['oci'], via: 'direct' })).rejects.toMatchObject({
      code: 'image/unsupported-transport',
    })
  })

  test('root’s image is read under its plain name', async () => {
    expect(await resolve(real, 'root-os:1')).toMatchObject({
      source: 'containers-storage:localhost/root-os:1',
      store: 'root',
      via: 'direct',
    })
    expect(real.ran).toEqual([
      'podman image exists -- root-os:1',
      'sudo podman image exists -- root-os:1',
      'sudo podman image inspect -- root-os:1',
    ])
  })

  test('the user’s storage is asked first, and root’s on a rootful machine', async () => {
    expect(await resolve(real, 'both:1')).toMatchObject({ store: 'user' })
    expect(await resolve(real, 'both:1', { facts: { ...facts, rootful: true } })).toMatchObject({ store: 'root' })
  })

  test('an image that is nowhere on the machine comes from its registry, with what the registry tells', async () => {
    const image = registry.addImage({ tag: 'stable', architecture: here, labels: bootable })
    expect(await resolve(real, `${registry.host}/os:stable`)).toMatchObject({
      source: `docker://${registry.host}/os:stable`,
      transport: 'docker',
      via: 'registry',
      digest: image.digest,
      configDigest: image.configDigest,
      sizeBytes: 1234,
      why: `It is not in the storages of dev, so it is pulled from ${registry.host}.`,
    })
  })

  test('docker:// does not look at the storages', async () => {
    registry.addImage({ tag: 'stable', architecture: here })
    const resolved = await resolve(real, `docker://${registry.host}/os:stable`)
    expect(resolved).toMatchObject({ via: 'registry', isBootable: false })
    expect(real.ran.filter(line => line.includes('podman'))).toEqual([])
  })

  test('a registry that does not have it, or cannot be reached, ends the plan', async () => {
    await expect(resolve(real, `${registry.host}/os:nope`)).rejects.toMatchObject({ code: 'image/not-found' })
    await expect(resolve(real, '127.0.0.1:1/os:1')).rejects.toMatchObject({ code: 'registry/unreachable' })
  })

  test('containers-storage: never falls back to a registry', async () => {
    await expect(resolve(real, 'containers-storage:localhost/nope:1')).rejects.toMatchObject({
      code: 'image/not-found',
      facts: { where: 'in the storages of dev' },
    })
    await expect(resolve(real, 'f'.repeat(64))).rejects.toMatchObject({ code: 'image/not-found' })
    expect(real.ran.filter(line => line.includes('skopeo'))).toEqual([])
  })

  test('a storage that is named is read as it is written', async () => {
    const store = `vfs@${real.directory}/user/graph+${real.directory}/user/run`
    const text = `containers-storage:[${store}]localhost/os:dev`
    expect(await resolve(real, text)).toMatchObject({ source: text, via: 'as-given', version: '42.1' })
    await expect(resolve(real, `containers-storage:[${store}]localhost/nope:1`)).rejects.toMatchObject({
      code: 'image/not-found',
      facts: { where: `in the storage [${store}] on dev` },
    })
  })

  test('a layout, an archive and a folder are looked at before they are handed over', async () => {
    const directory = real.directory
    await real.run(exportCommand('localhost/os:dev', `${directory}/oci`))
    for (const [format, path] of [
      ['oci-archive', `${directory}/a.tar`],
      ['docker-archive', `${directory}/d.tar`],
      ['docker-dir', `${directory}/dir`],
    ] as const) {
      await real.run(['podman', 'image', 'save', '--format', format, '--output', path, 'localhost/os:dev'])
    }
    for (const source of [
      `oci:${directory}/oci`,
      `oci-archive:${directory}/a.tar`,
      `docker-archive:${directory}/d.tar`,
      `dir:${directory}/dir`,
    ]) {
      const resolved = await resolve(real, source)
      expect(resolved).toMatchObject({ source, via: 'as-given', isBootable: true, version: '42.1' })
      expect(resolved.digest).toMatch(/^sha256:/)
    }
  })

  test('a path that is not there, or is something else, is refused with what it should be', async () => {
    mkdirSync(join(real.directory, 'empty'))
    writeFileSync(join(real.directory, 'file'), '')
    for (const [text, expected] of [
      [`oci:${real.directory}/empty`, /OCI layout/],
      [`dir:${real.directory}/empty`, /manifest\.json/],
      [`oci-archive:${real.directory}/empty`, /OCI archive/],
      [`oci:${real.directory}/file`, /OCI layout/],
    ] as const) {
      await expect(resolve(real, text), text).rejects.toMatchObject({
        code: 'image/path-missing',
        facts: { machine: 'dev', expected: expect.stringMatching(expected) },
      })
    }
  })

  test('a broken storage is never taken for one without the image', async () => {
    const broken = openRealTools({ insecure: [registry.host] })
    try {
      registry.addImage({ tag: 'stable', architecture: here })
      broken.breakStorage()
      await expect(resolve(broken, `${registry.host}/os:stable`)).rejects.toMatchObject({
        code: 'image/store-unavailable',
        facts: { machine: 'dev' },
        raw: expect.stringContaining('Failed to obtain podman configuration'),
      })
      expect(broken.ran).toHaveLength(1)
    } finally {
      broken.close()
    }
  })
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exportCommand } from '../../../electron/images/export-image.ts'
import { inspectSource } from '../../../electron/images/inspect-source.ts'
import { resolveImage } from '../../../electron/images/resolve-image.ts'
import type { ResolveOptions } from '../../../electron/images/resolve-options.ts'
import type { CommandRunner } from '../../../electron/lib/runner.ts'
import { parseImageReference } from '../../../shared/image.ts'
import { readReference } from '../../support/reference.ts'
import { ownArchitecture as here, openRealTools, type RealTools } from './real-tools.ts'
import { replayedRunner } from './replayed-runner.ts'
import { openSmallRegistry, type SmallRegistry } from './small-registry.ts'

const bootable = { 'containers.bootc': '1', 'org.opencontainers.image.version': '42.1' }

const transports = ['docker', 'oci', 'oci-archive', 'docker-archive', 'containers-storage', 'dir', 'docker-daemon']
const facts: ResolveOptions['facts'] = {
  user: 'core',
  sudo: 'passwordless',
  rootful: false,
  architecture: here,
  tools: { podman: true, skopeo: true, systemd: true },
}
const withoutSkopeo = { ...facts, tools: { ...facts.tools, skopeo: false } }
const options: ResolveOptions = { facts, machineName: 'dev', transports, backendName: 'rpm-ostree' }

const resolve = (runner: CommandRunner, text: string, change: Partial<ResolveOptions> = {}) =>
  resolveImage(runner, parseImageReference(text), { ...options, ...change })

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

const exists = 'podman image exists -- quay.io/a/os:1'

describe('exit codes of podman image exists', () => {
  interface Transcript {
    readonly command: string
    readonly exit_code: number
    readonly stderr: string
  }
  const failures = ['4.3.1', '5.4.2', '5.8.6'].flatMap(version =>
    (JSON.parse(readReference(`podman/transcripts-${version}.json`)) as { cases: readonly Transcript[] }).cases.filter(
      run => run.command.startsWith('podman image exists') && run.exit_code > 1,
    ),
  )

  test.each(failures)('$command ends with $exit_code: nothing is pulled', async ({ exit_code: exitCode, stderr }) => {
    const runner = replayedRunner({ [exists]: { exitCode, stderr } })
    await expect(resolve(runner, 'quay.io/a/os:1')).rejects.toMatchObject({
      code: 'image/store-unavailable',
      raw: stderr,
    })
    expect(runner.ran).toEqual([exists])
  })

  test.each([
    [1, 'sudo: a password is required'],
    [1, 'Error: unable to connect to Podman socket'],
    [1, 'Failed to obtain podman configuration: runroot must be set'],
    [1, 'time="2026-11-23T18:18:23Z" level=error msg="cannot open database"'],
    [126, 'permission denied'],
    [137, ''],
    [255, ''],
  ])('%d with “%s” is no answer', async (exitCode, stderr) => {
    const runner = replayedRunner({ [exists]: { exitCode: 1 }, [`sudo ${exists}`]: { exitCode, stderr } })
    await expect(resolve(runner, 'quay.io/a/os:1')).rejects.toMatchObject({ code: 'image/store-unavailable' })
  })

  test.each([
    'time="2026-11-23T18:18:23Z" level=warning msg="The cgroupv2 manager is set to systemd but there is no session"\n',
    'sudo: unable to resolve host dev: Name or service not known\n',
    'bash: warning: setlocale: LC_ALL: cannot change locale (C.UTF-8)\n',
  ])('1 with the warning “%s” is “not there”', async stderr => {
    const runner = replayedRunner({ [exists]: { exitCode: 1 }, [`sudo ${exists}`]: { exitCode: 1, stderr } })
    const resolved = await resolve(runner, 'quay.io/a/os:1', { facts: withoutSkopeo })
    expect(resolved.via).toBe('registry')
  })

  test('1 in both storages is a registry', async () => {
    const runner = replayedRunner({ [exists]: { exitCode: 1 }, [`sudo ${exists}`]: { exitCode: 1 } })
    expect(await resolve(runner, 'quay.io/a/os:1', { facts: withoutSkopeo })).toEqual({
      requested: 'quay.io/a/os:1',
      source: 'docker://quay.io/a/os:1',
      transport: 'docker',
      via: 'registry',
      why: 'It is not in the storages of dev, so it is pulled from quay.io.',
    })
  })

  test('127 is a machine without Podman, and the plan says so', async () => {
    const runner = replayedRunner({
      [exists]: { exitCode: 127, stderr: 'sh: podman: not found' },
      [`sudo ${exists}`]: { exitCode: 1, stderr: 'sudo: podman: command not found' },
    })
    const resolved = await resolve(runner, 'quay.io/a/os:1', { facts: withoutSkopeo })
    expect(resolved).toMatchObject({ via: 'registry', why: expect.stringContaining('dev has no Podman') })
  })

  test('a refusal by pkexec, which also ends with 127, is no answer', async () => {
    const stderr = 'Error executing command as another user: Not authorized'
    const runner = replayedRunner({ [exists]: { exitCode: 1 }, [`sudo ${exists}`]: { exitCode: 127, stderr } })
    await expect(resolve(runner, 'quay.io/a/os:1')).rejects.toMatchObject({ code: 'image/store-unavailable' })
  })

  test('root’s storage is not asked where sudo is refused', async () => {
    const runner = replayedRunner({ [exists]: { exitCode: 1 } })
    const refused = { ...withoutSkopeo, sudo: 'refused' as const }
    expect(await resolve(runner, 'quay.io/a/os:1', { facts: refused })).toMatchObject({ via: 'registry' })
  })
})

test('a short name is handed to the backend with its registry written out', async () => {
  const facts = { ...withoutSkopeo, tools: { ...withoutSkopeo.tools, podman: false } }
  const resolved = await resolve(replayedRunner({}), 'example-os:42', { facts })
  expect(resolved).toMatchObject({ source: 'docker://docker.io/library/example-os:42', requested: 'example-os:42' })
})

test('a skopeo that is missing after all leaves the digest open', async () => {
  const raw = 'skopeo inspect --raw -- docker://quay.io/a/os:1'
  const runner = replayedRunner({ [raw]: { exitCode: 127, stderr: 'sh: skopeo: not found' } })
  const resolved = await resolve(runner, 'docker://quay.io/a/os:1')
  expect(resolved).toMatchObject({ via: 'registry', why: 'The reference names a registry.' })
  expect(resolved.digest).toBeUndefined()
})

test('a private image is asked for again with the logins of the system', async () => {
  const raw = 'skopeo inspect --raw'
  const denied = { exitCode: 1, stderr: 'level=fatal msg="reading manifest 1 in quay.io/a/os: unauthorized: no"' }
  const system = '--authfile /etc/ostree/auth.json --'
  const manifest = readReference('skopeo/inspect-raw.1.22.0.json')
  const shown = JSON.parse(readReference('skopeo/inspect-oci.1.22.0.json')) as { Digest: string }
  const answers = {
    [`${raw} -- docker://quay.io/a/os:1`]: denied,
    [`sudo ${raw} ${system} docker://quay.io/a/os:1`]: { exitCode: 0, stdout: manifest },
    [`sudo skopeo inspect --config ${system} docker://quay.io/a/os@${shown.Digest}`]: {
      exitCode: 0,
      stdout: readReference('skopeo/inspect-config.1.22.0.json'),
    },
  }
  const resolved = await resolve(replayedRunner(answers), 'docker://quay.io/a/os:1')
  expect(resolved).toMatchObject({ digest: shown.Digest, version: '43.20251101.0', isBootable: true })
})

test('a private image without any login is denied in the registry’s own words', async () => {
  const denied = { exitCode: 1, stderr: 'level=fatal msg="reading manifest 1 in quay.io/a/os: unauthorized: no"' }
  const runner = replayedRunner({
    'skopeo inspect --raw -- docker://quay.io/a/os:1': denied,
    'sudo skopeo inspect --raw --authfile /etc/ostree/auth.json -- docker://quay.io/a/os:1': denied,
    'sudo skopeo inspect --raw --authfile /run/ostree/auth.json -- docker://quay.io/a/os:1': denied,
  })
  await expect(resolve(runner, 'docker://quay.io/a/os:1')).rejects.toMatchObject({
    code: 'image/denied',
    raw: denied.stderr,
  })
})

describe('refused before anything runs', () => {
  test('a transport the backend does not read, with those it does', async () => {
    const runner = replayedRunner({})
    await expect(resolve(runner, 'sif:/x.sif')).rejects.toMatchObject({
      code: 'image/unsupported-transport',
      facts: { transport: 'sif', backend: 'rpm-ostree', known: expect.stringContaining('docker://, oci:') },
    })
    expect(runner.ran).toEqual([])
  })

  test('a path that does not begin with /, with the name that was meant', async () => {
    const runner = replayedRunner({})
    await expect(resolve(runner, 'oci:latest')).rejects.toMatchObject({
      code: 'image/invalid-reference',
      facts: { reason: expect.stringContaining('localhost/oci:latest') },
    })
    expect(runner.ran).toEqual([])
  })
})

test('a tag and a digest together are for local images only', async () => {
  const name = `quay.io/a/os:1@sha256:${'a'.repeat(64)}`
  const runner = replayedRunner({
    [`podman image exists -- ${name}`]: { exitCode: 1 },
    [`sudo podman image exists -- ${name}`]: { exitCode: 1 },
  })
  await expect(resolve(runner, name)).rejects.toMatchObject({
    code: 'image/invalid-reference',
    facts: { reason: expect.stringContaining('leave out the tag') },
  })
})

test('a storage whose path does not fit into a reference is exported', async () => {
  const name = 'quay.io/a/os:1'
  const inspected = readReference('podman/image-inspect.bootable.5.4.2.json').replaceAll(
    'localhost/example-os:42',
    name,
  )
  const store = { graphRoot: '/home/a+b/graph', runRoot: '/run/x', graphDriverName: 'overlay' }
  const runner = replayedRunner({
    [exists]: { exitCode: 0 },
    [`podman image inspect -- ${name}`]: { exitCode: 0, stdout: inspected },
    'podman info --format json': { exitCode: 0, stdout: JSON.stringify({ store }) },
  })
  expect(await resolve(runner, name)).toMatchObject({ via: 'export', why: expect.stringContaining('does not fit') })
})

test('a path only root can see is looked at as root', async () => {
  const runner = replayedRunner({
    'test -f /root/x/index.json': { exitCode: 1 },
    'sudo test -f /root/x/index.json': { exitCode: 0 },
    'sudo skopeo inspect --raw -- oci:/root/x': {
      exitCode: 0,
      stdout: readReference('skopeo/inspect-raw.1.22.0.json'),
    },
    'sudo skopeo inspect --config -- oci:/root/x': {
      exitCode: 0,
      stdout: readReference('skopeo/inspect-config.1.22.0.json'),
    },
  })
  expect(await resolve(runner, 'oci:/root/x')).toMatchObject({ via: 'as-given', isBootable: true })
})

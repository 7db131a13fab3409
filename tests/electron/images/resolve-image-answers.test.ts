import { describe, expect, test } from 'vitest'
import { readReference } from '../../support/reference.ts'
import { replayedRunner } from './replayed-runner.ts'
import { resolve, withoutSkopeo } from './resolving.ts'

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
    'pyenv: shell integration not enabled\nsomething else of a .bashrc\n',
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isBootableByLabels, versionFromLabels } from '../../../electron/images/image-labels.ts'
import { parseInspectedImages, parseStorageLocation } from '../../../electron/images/inspect-local.ts'
import { listLocalImages, parseLocalImages, sortLocalImages } from '../../../electron/images/local-images.ts'
import { readReference } from '../../support/reference.ts'
import { openRealTools, ownArchitecture, type RealTools } from './real-tools.ts'
import { replayedRunner } from './replayed-runner.ts'

const versions = ['4.3.1', '5.4.2', '5.8.6']
const tools = { podman: true, skopeo: true, systemd: true }

describe.each(versions)('podman %s', version => {
  const images = parseLocalImages(readReference(`podman/images.${version}.json`), 'user')

  test('an image with three names is listed three times, each once', () => {
    expect(images.map(image => image.name).sort((a, b) => (a ?? '~').localeCompare(b ?? '~'))).toEqual([
      'docker.io/library/app:1.0',
      'localhost/example-os:42',
      'localhost/example-os:43',
      'localhost/example-os:latest',
      'quay.io/example/os:stable',
      undefined,
    ])
  })

  test('an operating system is told from an app by its labels', () => {
    const names = images.filter(image => image.isBootable).map(image => image.name)
    expect(names).toHaveLength(4)
    expect(names).not.toContain('docker.io/library/app:1.0')
    expect(images.find(image => image.name === 'localhost/example-os:42')).toMatchObject({
      version: '42.20250901.1',
      store: 'user',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
  })

  test('operating systems come first, then the newest', () => {
    const sorted = sortLocalImages(images)
    expect(sorted.slice(0, 4).every(image => image.isBootable)).toBe(true)
    expect(sorted[3]?.name).toBe('localhost/example-os:42')
    expect(sorted[0]?.createdAt).toBeGreaterThan(Date.parse('2026-01-01'))
  })

  test('an empty storage has no images', () => {
    expect(parseLocalImages(readReference(`podman/images-empty.${version}.json`), 'root')).toEqual([])
  })

  test('inspecting tells architecture, names, size and layers', () => {
    expect(parseInspectedImages(readReference(`podman/image-inspect.bootable.${version}.json`))).toMatchObject([
      {
        architecture: 'amd64',
        isBootable: true,
        version: '42.20250901.1',
        names: ['localhost/example-os:42'],
        layerCount: 1,
      },
    ])
  })
})

test('labels decide what is an operating system', () => {
  expect(isBootableByLabels({ 'containers.bootc': '1' })).toBe(true)
  expect(isBootableByLabels({ 'ostree.bootable': 'true' })).toBe(true)
  expect(isBootableByLabels({ 'ostree.commit': 'abc' })).toBe(true)
  expect(isBootableByLabels(JSON.parse(readReference('podman/image-labels.fcos43.json')))).toBe(true)
  expect(isBootableByLabels({ 'containers.bootc': '0' })).toBe(false)
  expect(isBootableByLabels({})).toBe(false)
  expect(isBootableByLabels(null)).toBe(false)
})

test('a version cannot paint on a terminal', () => {
  expect(versionFromLabels({ 'org.opencontainers.image.version': '\u001b[31m4\u202e2\n' })).toBe('[31m42')
  expect(versionFromLabels({ version: ' 7 ' })).toBe('7')
  expect(versionFromLabels({ version: '\n' })).toBeUndefined()
})

test('a text that is no list of images is said to be one, with the text', () => {
  expect(() => parseLocalImages('Cannot connect', 'user')).toThrow(
    expect.objectContaining({ code: 'backend/failed', raw: 'Cannot connect' }),
  )
  expect(() => parseStorageLocation('{}')).toThrow(expect.objectContaining({ code: 'backend/failed' }))
})

describe('with a real podman', () => {
  let real: RealTools
  beforeAll(async () => {
    real = openRealTools()
    await real.importImage('user', 'localhost/os:dev', { 'containers.bootc': '1' })
    await real.importImage('user', 'localhost/app:1')
    await real.importImage('root', 'localhost/root-os:1', { 'ostree.bootable': '1' })
  })
  afterAll(() => real.close())

  test('both storages are listed, operating systems with their architecture, in four commands', async () => {
    const before = real.ran.length
    const images = await listLocalImages(real, { sudo: 'passwordless', tools })
    const stores = images.map(({ name, store }) => [name, store])
    expect(stores).toHaveLength(3)
    expect(stores).toEqual(
      expect.arrayContaining([
        ['localhost/os:dev', 'user'],
        ['localhost/root-os:1', 'root'],
      ]),
    )
    expect(stores[2]).toEqual(['localhost/app:1', 'user'])
    expect(images.slice(0, 2).map(image => image.architecture)).toEqual([ownArchitecture, ownArchitecture])
    expect(real.ran.slice(before)).toHaveLength(4)
  })

  test('no password is asked for a list', async () => {
    const before = real.ran.length
    const images = await listLocalImages(real, { sudo: 'needs-password', tools })
    expect(images.map(image => image.store)).toEqual(['user', 'user'])
    expect(real.ran.slice(before).some(line => line.startsWith('sudo'))).toBe(false)
  })
})

test('a root storage that cannot be read is left out', async () => {
  const podman = 'podman images --format json'
  const runner = replayedRunner({
    [podman]: { exitCode: 0, stdout: '[]' },
    [`sudo ${podman}`]: { exitCode: 125, stderr: 'Error: overlay: broken' },
  })
  expect(await listLocalImages(runner)).toEqual([])
})

test('a user storage that cannot be read is an error', async () => {
  const runner = replayedRunner({ 'podman images --format json': { exitCode: 125, stderr: 'Error: overlay: broken' } })
  await expect(listLocalImages(runner)).rejects.toMatchObject({ code: 'command/failed', raw: 'Error: overlay: broken' })
})

test('logged in as root there is one storage, root’s', async () => {
  const runner = replayedRunner({
    'podman images --format json': { exitCode: 0, stdout: readReference('podman/images-one-name.5.4.2.json') },
    'podman image inspect -- 03113feb06953232afbdfb3f57c43731ea55eaa60e0c017215a1d15b08e1f676': {
      exitCode: 0,
      stdout: readReference('podman/image-inspect.bootable.5.4.2.json'),
    },
  })
  const images = await listLocalImages(runner, { sudo: 'is-root', tools })
  expect(images).toMatchObject([{ name: 'localhost/example-os:42', store: 'root', architecture: 'amd64' }])
})

test('a machine without podman has no images, and is not asked', async () => {
  expect(
    await listLocalImages(replayedRunner({}), { sudo: 'passwordless', tools: { ...tools, podman: false } }),
  ).toEqual([])
})

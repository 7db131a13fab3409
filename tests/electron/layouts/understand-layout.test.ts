import { createHash } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chooseImage } from '../../../electron/layouts/choose-image.ts'
import { openLayout, understandLayout } from '../../../electron/layouts/open-layout.ts'
import { parseTarHeader } from '../../../electron/layouts/tar-header.ts'
import { isAppError } from '../../../shared/errors.ts'
import { blobPath, editManifest, makeLayout, noise, putBlob, putImage, writeIndex } from '../../support/make-layout.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { openRealTools, ownArchitecture, type RealTools } from '../images/real-tools.ts'

describe('what the real tools write', () => {
  let tools: RealTools
  const NAME = 'localhost/my-os:dev'
  let id = ''
  beforeAll(async () => {
    tools = openRealTools()
    id = await tools.importImage('user', NAME, {
      'ostree.bootable': '1',
      'org.opencontainers.image.version': '43.1',
    })
  })
  afterAll(() => tools.close())

  const save = async (format: string, name: string): Promise<string> => {
    const path = join(tools.directory, name)
    await tools.run(['podman', 'save', '-q', '--format', format, '-o', path, NAME])
    return path
  }

  const skopeoDigest = async (source: string): Promise<string> =>
    `sha256:${createHash('sha256')
      .update((await tools.run(['skopeo', 'inspect', '--raw', source])).stdout)
      .digest('hex')}`

  test.each([
    ['oci-dir', 'oci-directory', 'oci:'],
    ['oci-archive', 'oci-archive', 'oci-archive:'],
  ] as const)('podman save --format %s is a %s with the digest that skopeo sees', async (format, kind, transport) => {
    const path = await save(format, `saved-${format}`)
    const layout = await understandLayout(path)
    expect(layout.kind).toBe(kind)
    expect(layout.images).toHaveLength(1)
    const [image] = layout.images
    expect(image).toMatchObject({
      digest: await skopeoDigest(`${transport}${path}`),
      configDigest: `sha256:${id}`,
      names: [NAME],
      architecture: ownArchitecture,
      version: '43.1',
      isBootable: true,
    })
    expect(image?.layers).toHaveLength(1)
  })

  test('podman save --format docker-archive becomes a layout whose digest is the same each time', async () => {
    const path = await save('docker-archive', 'saved.tar')
    const opened = await openLayout(path)
    const [image] = opened.layout.images
    expect(opened.layout.kind).toBe('docker-archive')
    expect(image).toMatchObject({ configDigest: `sha256:${id}`, names: [NAME], isBootable: true })
    expect((await understandLayout(path)).images[0]?.digest).toBe(image?.digest)
    if (!image) throw new Error('no image')
    // Every blob is what its digest says, and skopeo takes the layout made of them.
    const directory = join(tools.directory, 'made-of-docker-archive')
    for (const blob of opened.blobsOf(image)) {
      const pieces: Buffer[] = []
      for await (const piece of blob.read(0)) pieces.push(piece)
      expect(putBlob(directory, Buffer.concat(pieces), '').digest).toBe(blob.digest)
    }
    const mediaType = 'application/vnd.oci.image.manifest.v1+json'
    const size = opened.blobsOf(image)[0]?.sizeBytes
    writeIndex(directory, [{ mediaType, digest: image.digest, size }])
    await opened.close()
    expect(await skopeoDigest(`oci:${directory}`)).toBe(image.digest)
    await tools.run(['skopeo', 'copy', '-q', `oci:${directory}`, `oci:${directory}-copied`])
  })

  test('an archive that skopeo wrote is understood too, for OCI and for Docker', async () => {
    const from = await save('oci-dir', 'for-skopeo')
    for (const [transport, kind] of [
      ['oci-archive', 'oci-archive'],
      ['docker-archive', 'docker-archive'],
    ] as const) {
      const path = join(tools.directory, `skopeo-${kind}.tar`)
      await tools.run(['skopeo', 'copy', '-q', `oci:${from}`, `${transport}:${path}:my/os:dev`])
      const layout = await understandLayout(path)
      expect(layout.kind).toBe(kind)
      expect(layout.images[0]).toMatchObject({ configDigest: `sha256:${id}`, isBootable: true })
    }
  })

  test('two images saved into one folder are told apart by their names', async () => {
    const other = 'localhost/other:1'
    await tools.importImage('user', other, { 'ostree.bootable': '1' })
    const path = await save('oci-dir', 'two')
    await tools.run(['skopeo', 'copy', '-q', `containers-storage:${other}`, `oci:${path}:${other}`])
    const layout = await understandLayout(path)
    expect(layout.images.flatMap(({ names }) => names).toSorted()).toEqual([NAME, other].toSorted())
    expect(() => chooseImage(layout, ownArchitecture)).toThrow('more than one image')
    expect(chooseImage(layout, ownArchitecture, other).names).toEqual([other])
  })

  test('a folder of skopeo’s dir: transport is told as that', async () => {
    const from = await save('oci-dir', 'for-dir')
    await tools.run(['skopeo', 'copy', '-q', `oci:${from}`, `dir:${tools.directory}/as-dir`])
    await expect(understandLayout(`${tools.directory}/as-dir`)).rejects.toThrow('skopeo’s “dir:” transport')
  })

  test('an image that buildah built and pushed into a folder is understood', async () => {
    const path = join(tools.directory, 'from-buildah')
    const { stdout } = await tools.run(['buildah', '--storage-driver', 'vfs', 'from', 'scratch'])
    const container = stdout.trim()
    await tools.run(['buildah', '--storage-driver', 'vfs', 'config', '--label', 'containers.bootc=1', container])
    await tools.run(['buildah', '--storage-driver', 'vfs', 'commit', '-q', '--rm', container, `oci:${path}:built`])
    const layout = await understandLayout(path)
    expect(layout.images[0]).toMatchObject({
      names: ['built'],
      isBootable: true,
      digest: await skopeoDigest(`oci:${path}`),
    })
  })
})

const layers = [noise(3000, 'a')]

function severalArchitectures(): string {
  const directory = join(tempDir(), 'several')
  const entries = ['amd64', 'arm64', 's390x'].map(architecture => {
    const { layers: _, ...entry } = putImage(directory, { layers: [noise(1000, architecture)], architecture })
    return { ...entry, platform: { architecture, os: 'linux' } }
  })
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: entries }))
  const annotations = { 'org.opencontainers.image.ref.name': 'os:multi' }
  writeIndex(directory, [{ ...putBlob(directory, index, 'application/vnd.oci.image.index.v1+json'), annotations }])
  return directory
}

test('of several architectures the machine’s own is chosen; one it lacks is refused with what there is', async () => {
  const layout = await understandLayout(severalArchitectures())
  expect(layout.images).toHaveLength(3)
  expect(layout.images.map(({ names }) => names)).toEqual([['os:multi'], ['os:multi'], ['os:multi']])
  expect(chooseImage(layout, 'arm64').architecture).toBe('arm64')
  expect(() => chooseImage(layout, 'ppc64le')).toThrow('is built for amd64, arm64, s390x; this machine is ppc64le')
  const [, arm] = layout.images
  expect(chooseImage(layout, 'amd64', arm?.digest.slice(7, 19)).architecture).toBe('arm64')
  expect(() => chooseImage(layout, 'amd64', 'os:multi')).toThrow('more than one image')
  expect(() => chooseImage(layout, 'amd64', 'nobody')).toThrow('more than one image')
})

test('what BuildKit says about how it was built is no image', async () => {
  const directory = join(tempDir(), 'attested')
  const { layers: _, ...image } = putImage(directory, { layers })
  const attestation = putImage(directory, { layers: [noise(10, 'x')], architecture: 'unknown' })
  writeIndex(directory, [
    image,
    { ...attestation, annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
  ])
  expect((await understandLayout(directory)).images).toHaveLength(1)
})

test.each([
  ['folder', 2e9],
  // tar writes every zero, so a smaller one stands for it.
  ['archive', 2e8],
] as const)('60 layers in a %s of %i bytes are understood within a second', async (how, totalBytes) => {
  const directory = join(tempDir(), 'large')
  const made = makeLayout(directory, { layers: Array.from({ length: 60 }, (_, at) => noise(64, `layer ${at}`)) })
  // Sparse files: of the right size, with nothing in them.
  const size = Math.floor(totalBytes / 60)
  for (const { digest } of made.layers) truncateSync(blobPath(directory, digest), size)
  editManifest(directory, manifest => {
    for (const layer of manifest.layers) layer.size = size
  })
  const path = how === 'folder' ? directory : `${directory}.tar`
  if (how === 'archive') execaSync('tar', ['-C', directory, '-cf', path, '.'])
  const startedAt = performance.now()
  const layout = await understandLayout(path)
  expect(performance.now() - startedAt).toBeLessThan(1000)
  expect(layout.images[0]?.layers).toHaveLength(60)
  expect(layout.images[0]?.sizeBytes).toBeGreaterThan(totalBytes * 0.95)
})

test('names of any length and sizes of any kind survive the way through tar', async () => {
  const directory = join(tempDir(), 'my-os')
  makeLayout(directory, { layers })
  for (const format of ['ustar', 'gnu', 'pax', 'v7']) {
    const path = `${directory}-${format}.tar`
    execaSync('tar', ['-C', directory, `--format=${format}`, '-cf', path, '.'])
    expect((await understandLayout(path)).images).toHaveLength(1)
  }
})

test('whatever bytes a file holds, the answer is an image or a sentence', async () => {
  const directory = tempDir()
  const { directory: good } = makeLayout(join(directory, 'my-os'), { layers })
  execaSync('tar', ['-C', good, '-cf', `${good}.tar`, '.'])
  const { readFile, writeFile } = await import('node:fs/promises')
  const bytes = await readFile(`${good}.tar`)
  const path = join(directory, 'changed.tar')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 30 }),
      fc.option(fc.nat(bytes.length), { nil: bytes.length }),
      async (changes, length) => {
        const changed = Buffer.from(bytes)
        for (const [at, byte] of changes) changed[at] = byte
        await writeFile(path, changed.subarray(0, length))
        const outcome = await understandLayout(path).then(
          () => 'image',
          (thrown: unknown) => (isAppError(thrown) && thrown.code !== 'internal' ? 'sentence' : thrown),
        )
        expect(['image', 'sentence']).toContain(outcome)
      },
    ),
    { numRuns: 150 },
  )
})

test('whatever JSON an index is, the answer is an image or a sentence', async () => {
  const { directory } = makeLayout(join(tempDir(), 'my-os'), { layers })
  const { writeFile } = await import('node:fs/promises')
  const descriptor = fc.record(
    {
      mediaType: fc.oneof(fc.string(), fc.constant('application/vnd.oci.image.manifest.v1+json')),
      digest: fc.oneof(fc.string(), fc.constant(`sha256:${'a'.repeat(64)}`)),
      size: fc.oneof(fc.double(), fc.maxSafeInteger()),
      annotations: fc.dictionary(fc.string(), fc.string()),
    },
    { requiredKeys: [] },
  )
  const index = fc.oneof(
    fc.json(),
    fc.array(descriptor).map(manifests => JSON.stringify({ schemaVersion: 2, manifests })),
  )
  await fc.assert(
    fc.asyncProperty(index, async text => {
      await writeFile(join(directory, 'index.json'), text)
      const outcome = await understandLayout(directory).then(
        () => 'image',
        (thrown: unknown) => (isAppError(thrown) && thrown.code !== 'internal' ? 'sentence' : thrown),
      )
      expect(['image', 'sentence']).toContain(outcome)
    }),
    { numRuns: 150 },
  )
})

test('any 512 bytes are a header or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 512, maxLength: 512 }), bytes => {
      const header = parseTarHeader(Buffer.from(bytes))
      return header === undefined || header.sizeBytes >= 0
    }),
  )
})

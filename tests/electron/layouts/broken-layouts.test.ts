import {
  appendFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { expect, test } from 'vitest'
import { openLayout, understandLayout } from '../../../electron/layouts/open-layout.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  blobPath,
  digestOf,
  editManifest,
  makeLayout,
  noise,
  putBlob,
  putImage,
  writeIndex,
} from '../../support/make-layout.ts'
import { tempDir } from '../../support/temp-dir.ts'

const layers = [noise(5000, 'one'), noise(7000, 'two')]

function whole() {
  const directory = join(tempDir(), 'my-os')
  return makeLayout(directory, { layers })
}

const codeOf = async (path: string): Promise<string> => {
  try {
    await understandLayout(path)
    return 'fine'
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return thrown.code
  }
}

type Break = (directory: string, made: ReturnType<typeof whole>) => string | undefined

const TAR = (directory: string): string => {
  const archive = `${directory}.tar`
  execaSync('tar', ['-C', directory, '-cf', archive, '.'])
  return archive
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'

const broken: readonly (readonly [string, string, Break])[] = [
  ['nothing at the path', 'layout/missing', directory => `${directory}-not-there`],
  [
    'an empty folder',
    'layout/not-a-layout',
    directory => {
      const empty = `${directory}-empty`
      mkdirSync(empty)
      return empty
    },
  ],
  [
    'a text file',
    'layout/not-a-layout',
    directory => {
      writeFileSync(`${directory}.txt`, 'hello')
      return `${directory}.txt`
    },
  ],
  ['the index.json instead of its folder', 'layout/not-a-layout', directory => join(directory, 'index.json')],
  [
    'a missing layer',
    'layout/blob-missing',
    (directory, { layers: [layer] }) => {
      rmSync(blobPath(directory, layer?.digest ?? ''))
      return directory
    },
  ],
  [
    'a missing manifest',
    'layout/blob-missing',
    (directory, { digest }) => {
      rmSync(blobPath(directory, digest))
      return directory
    },
  ],
  [
    'a layer that is too short',
    'layout/size-mismatch',
    (directory, { layers: [layer] }) => {
      truncateSync(blobPath(directory, layer?.digest ?? ''), 100)
      return directory
    },
  ],
  [
    'a layer that is too long',
    'layout/size-mismatch',
    (directory, { layers: [layer] }) => {
      appendFileSync(blobPath(directory, layer?.digest ?? ''), 'x')
      return directory
    },
  ],
  [
    'a manifest that the index tells of with another size',
    'layout/size-mismatch',
    (directory, { digest }) => {
      const { length } = readFileSync(blobPath(directory, digest))
      writeIndex(directory, [{ mediaType: MANIFEST_TYPE, digest, size: length + 1 }])
      return directory
    },
  ],
  [
    'an index of 101 images',
    'layout/malformed',
    directory => {
      const manifests = Array.from({ length: 101 }, (_, at) => ({
        ...{ mediaType: MANIFEST_TYPE, size: 10 },
        digest: digestOf(Buffer.from(`${at}`)),
      }))
      writeIndex(directory, manifests)
      return directory
    },
  ],
  [
    'a manifest with other content',
    'layout/digest-mismatch',
    (directory, { digest }) => {
      const path = blobPath(directory, digest)
      writeFileSync(path, readFileSync(path, 'utf8').replace('"schemaVersion":2', '"schemaVersion":3'))
      return directory
    },
  ],
  [
    'an archive that is cut in the middle of a layer',
    'layout/truncated',
    directory => {
      const archive = TAR(directory)
      truncateSync(archive, 9000)
      return archive
    },
  ],
  [
    'an archive that is cut between two files',
    'layout/truncated',
    directory => {
      const archive = TAR(directory)
      truncateSync(archive, 512)
      return archive
    },
  ],
  [
    'an archive that is cut inside of a header',
    'layout/truncated',
    directory => {
      const archive = TAR(directory)
      truncateSync(archive, 700)
      return archive
    },
  ],
  [
    'a gzip-compressed archive',
    'layout/compressed',
    directory => {
      execaSync('tar', ['-C', directory, '-czf', `${directory}.tgz`, '.'])
      return `${directory}.tgz`
    },
  ],
  [
    'a zstd-compressed archive',
    'layout/compressed',
    directory => {
      execaSync('zstd', ['-q', TAR(directory)])
      return `${directory}.tar.zst`
    },
  ],
  [
    'an archive with everything inside of one folder',
    'layout/not-a-layout',
    directory => {
      execaSync('tar', ['-C', join(directory, '..'), '-cf', `${directory}.tar`, 'my-os'])
      return `${directory}.tar`
    },
  ],
  [
    'an archive of something else',
    'layout/not-a-layout',
    directory => {
      execaSync('tar', ['-C', directory, '-cf', `${directory}.tar`, 'oci-layout', 'blobs'])
      return `${directory}.tar`
    },
  ],
  [
    'an archive whose names lead out of it',
    'layout/leaves',
    directory => {
      execaSync('tar', [
        '-C',
        directory,
        '-cf',
        `${directory}.tar`,
        '--transform',
        's,oci-layout,../oci-layout,',
        '-P',
        '.',
      ])
      return `${directory}.tar`
    },
  ],
  [
    'an archive with a symbolic link that leads out of it',
    'layout/leaves',
    directory => {
      rmSync(join(directory, 'oci-layout'))
      symlinkSync('../../etc/passwd', join(directory, 'oci-layout'))
      return TAR(directory)
    },
  ],
  [
    'a helm chart',
    'layout/media-type',
    directory => {
      editManifest(directory, manifest => {
        manifest.config.mediaType = 'application/vnd.cncf.helm.config.v1+json'
      })
      return directory
    },
  ],
  [
    'a layer of an unknown type',
    'layout/media-type',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.mediaType = 'application/vnd.oci.image.layer.v1.squashfs'
      })
      return directory
    },
  ],
  [
    'an index entry of an unknown type',
    'layout/media-type',
    (directory, { manifest }) => {
      writeIndex(directory, [{ ...manifest, mediaType: 'application/vnd.example' }])
      return directory
    },
  ],
  [
    'encrypted layers',
    'layout/encrypted',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.mediaType += '+gzip+encrypted'
      })
      return directory
    },
  ],
  [
    'an index in an index in an index…',
    'layout/too-deep',
    (directory, { manifest }) => {
      let entry: object = manifest
      for (let depth = 0; depth < 6; depth++) {
        entry = putBlob(directory, Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [entry] })), INDEX_TYPE)
      }
      writeIndex(directory, [entry])
      return directory
    },
  ],
  [
    'a blob that is a symbolic link to somewhere else',
    'layout/leaves',
    (directory, { layers: [layer] }) => {
      const path = blobPath(directory, layer?.digest ?? '')
      cpSync(path, `${directory}-outside`)
      rmSync(path)
      symlinkSync(`${directory}-outside`, path)
      return directory
    },
  ],
  [
    'a digest that leads out of the folder',
    'layout/malformed',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.digest = 'sha256:../../../../etc/passwd'
      })
      return directory
    },
  ],
  [
    'a layer of 999 TiB',
    'layout/too-large',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.size = 999 * 1024 ** 4
      })
      return directory
    },
  ],
  [
    'a layer of a negative size',
    'layout/malformed',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.size = -1
      })
      return directory
    },
  ],
  [
    'sha512 digests',
    'layout/unsupported',
    directory => {
      editManifest(directory, manifest => {
        for (const layer of manifest.layers) layer.digest = `sha512:${'0'.repeat(128)}`
      })
      return directory
    },
  ],
  [
    'an index.json that is not JSON',
    'layout/malformed',
    directory => {
      writeFileSync(join(directory, 'index.json'), '{"schemaVersion":2,')
      return directory
    },
  ],
  [
    'an index.json of another schema version',
    'layout/malformed',
    directory => {
      writeFileSync(join(directory, 'index.json'), '{"schemaVersion":1,"manifests":[]}')
      return directory
    },
  ],
  [
    'another layout version',
    'layout/malformed',
    directory => {
      writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}')
      return directory
    },
  ],
  [
    'a config with another number of layers',
    'layout/malformed',
    directory => {
      editManifest(directory, manifest => {
        manifest.layers.pop()
      })
      return directory
    },
  ],
  [
    'an empty index',
    'layout/empty',
    directory => {
      writeIndex(directory, [])
      return directory
    },
  ],
]

test.each(broken)('%s is told by its own sentence: %s', async (_what, code, breakIt) => {
  const made = whole()
  expect(await codeOf(made.directory)).toBe('fine')
  expect(await codeOf(breakIt(made.directory, made) ?? made.directory)).toBe(code)
})

test('a file that may not be read is told as that', async context => {
  // Root may read everything, so an ordinary user looks.
  if (process.getuid?.() !== 0) return context.skip()
  const {
    directory,
    layers: [layer],
  } = whole()
  execaSync('chmod', ['-R', 'a+rX', join(directory, '..')])
  execaSync('chmod', ['000', join(directory, 'index.json')])
  process.seteuid?.(65534)
  try {
    expect(await codeOf(directory)).toBe('layout/unreadable')
  } finally {
    process.seteuid?.(0)
  }
  expect(layer).toBeDefined()
})

test('what it looks like instead is said', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'Containerfile'), 'FROM scratch')
  await expect(understandLayout(folder)).rejects.toThrow('a folder to build an image from')
})

test('a layer that changes while it is read is told as that', async () => {
  const { directory, layers: made } = whole()
  const opened = await openLayout(directory)
  const [image] = opened.layout.images
  if (!image) throw new Error('no image')
  const blob = opened.blobsOf(image).find(each => each.digest === made[0]?.digest)
  if (!blob) throw new Error('no blob')
  const reading = (async () => {
    for await (const _ of blob.read(0)) writeFileSync(blobPath(directory, blob.digest), noise(5000, 'other'))
  })()
  await expect(reading).rejects.toMatchObject({ code: 'layout/changed' })
})

test('symbolic and hard links that stay inside are fine, in a folder and in an archive', async () => {
  const {
    directory,
    layers: [first, second],
  } = whole()
  const [from, to] = [first, second].map(layer => blobPath(directory, layer?.digest ?? ''))
  const kept = join(directory, 'kept')
  cpSync(from ?? '', kept)
  rmSync(from ?? '')
  symlinkSync('../../kept', from ?? '')
  linkSync(to ?? '', join(directory, 'another-name'))
  expect((await understandLayout(directory)).images).toHaveLength(1)
  expect((await understandLayout(TAR(directory))).images).toHaveLength(1)
})

test('one broken image of an index spoils no other', async () => {
  const directory = join(tempDir(), 'both')
  const good = putImage(directory, { layers, architecture: 'amd64' })
  const bad = putImage(directory, { layers: [noise(900, 'three')], architecture: 'arm64' })
  writeIndex(directory, [good, { ...bad, platform: { architecture: 'arm64', os: 'linux' } }])
  rmSync(blobPath(directory, digestOf(noise(900, 'three'))))
  const { images } = await understandLayout(directory)
  expect(images.map(({ architecture, problem }) => [architecture, problem?.code])).toEqual([
    ['amd64', undefined],
    ['arm64', 'layout/blob-missing'],
  ])
})

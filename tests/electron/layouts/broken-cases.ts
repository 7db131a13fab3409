/** A whole layout, and all the ways in which one is broken by hand. */

import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { blobPath, digestOf, editManifest, makeLayout, noise, putBlob, writeIndex } from '../../support/make-layout.ts'
import { tempDir } from '../../support/temp-dir.ts'

export const layers = [noise(5000, 'one'), noise(7000, 'two')]

export function whole(): ReturnType<typeof makeLayout> {
  const directory = join(tempDir(), 'my-os')
  return makeLayout(directory, { layers })
}

type Break = (directory: string, made: ReturnType<typeof whole>) => string | undefined

export const tarOf = (directory: string): string => {
  const archive = `${directory}.tar`
  execaSync('tar', ['-C', directory, '-cf', archive, '.'])
  return archive
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json'
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json'

/** What is done to a whole layout, and the code of the sentence it is told by; a path where that is another one. */
export const broken: readonly (readonly [string, string, Break])[] = [
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
      const archive = tarOf(directory)
      truncateSync(archive, 9000)
      return archive
    },
  ],
  [
    'an archive that is cut between two files',
    'layout/truncated',
    directory => {
      const archive = tarOf(directory)
      truncateSync(archive, 512)
      return archive
    },
  ],
  [
    'an archive that is cut inside of a header',
    'layout/truncated',
    directory => {
      const archive = tarOf(directory)
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
      execaSync('zstd', ['-q', tarOf(directory)])
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
      return tarOf(directory)
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

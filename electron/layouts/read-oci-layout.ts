/** All images of an OCI layout, through indexes of indexes. What is wrong with one image spoils no other. */

import { AppError, toAppError } from '../../shared/errors.ts'
import type { LayoutImage } from '../../shared/layout.ts'
import { known } from '../images/known.ts'
import type { ReadImage } from './blob.ts'
import { readCheckedBlob } from './check-blob.ts'
import type { LayoutFiles } from './layout-files.ts'
import { MAX_IMAGES, MAX_INDEX_DEPTH } from './layout-limits.ts'
import { type Descriptor, indexSchema, layoutVersionSchema, parseLayoutJson } from './layout-schemas.ts'
import { isIndexType, isManifestType } from './media-types.ts'
import { readOciImage } from './read-oci-image.ts'
import { readWhole } from './read-whole.ts'

/** image-spec annotations.md; containerd and Docker put the whole name into one of their own. */
const NAME_ANNOTATIONS = ['io.containerd.image.name', 'org.opencontainers.image.ref.name'] as const

const nameOf = ({ annotations }: Descriptor): string | undefined =>
  NAME_ANNOTATIONS.map(key => annotations?.[key]).find(name => name !== undefined && name !== '')

/** What BuildKit puts beside an image: how it was built. No image, and nothing to complain about. */
const isAttestation = ({ annotations }: Descriptor): boolean =>
  annotations?.['vnd.docker.reference.type'] === 'attestation-manifest'

interface Found {
  readonly descriptor: Descriptor
  readonly names: readonly string[]
}

async function checkVersion(files: LayoutFiles): Promise<void> {
  const content = await readWhole(files, 'oci-layout')
  // containers/image reads layouts without it, so it is not missed here either.
  if (!content) return
  const { imageLayoutVersion } = parseLayoutJson(layoutVersionSchema, content, files.path, 'oci-layout')
  if (imageLayoutVersion === '1.0.0') return
  const reason = `its version is “${imageLayoutVersion}”, and only 1.0.0 is known`
  throw new AppError('layout/malformed', { path: files.path, file: 'oci-layout', reason })
}

async function follow(files: LayoutFiles, descriptor: Descriptor, name: string | undefined, depth: number) {
  if (isAttestation(descriptor)) return []
  const named = nameOf(descriptor) ?? name
  if (!isIndexType(descriptor.mediaType)) return [{ descriptor, names: named === undefined ? [] : [named] }]
  if (depth >= MAX_INDEX_DEPTH) throw new AppError('layout/too-deep', { path: files.path, most: MAX_INDEX_DEPTH })
  const content = await readCheckedBlob(files, descriptor)
  return followAll(files, content, 'An index', named, depth + 1)
}

async function followAll(
  files: LayoutFiles,
  content: Buffer,
  what: string,
  name: string | undefined,
  depth: number,
): Promise<readonly Found[]> {
  const { manifests } = parseLayoutJson(indexSchema, content, files.path, what)
  const found: Found[] = []
  for (const descriptor of manifests) {
    found.push(...(await follow(files, descriptor, name, depth)))
    if (found.length > MAX_IMAGES) {
      throw new AppError('layout/malformed', {
        path: files.path,
        file: what,
        reason: `it lists over ${MAX_IMAGES} images`,
      })
    }
  }
  return found
}

/** One entry a digest, with every name it has. */
function merged(found: readonly Found[]): readonly Found[] {
  const byDigest = new Map<string, Found>()
  for (const each of found) {
    const before = byDigest.get(each.descriptor.digest)
    const names = [...new Set([...(before?.names ?? []), ...each.names])]
    byDigest.set(each.descriptor.digest, { descriptor: before?.descriptor ?? each.descriptor, names })
  }
  return [...byDigest.values()]
}

/** An image that cannot be used, with what the index told of it. */
function broken({ descriptor, names }: Found, thrown: unknown): ReadImage<LayoutImage> {
  const { digest, platform } = descriptor
  const told = known({
    architecture: platform?.architecture,
    os: platform?.os,
    variant: platform?.variant,
  })
  const problem = toAppError(thrown).report
  return { image: { digest, names, ...told, isBootable: false, layers: [], sizeBytes: 0, problem }, blobs: [] }
}

async function readFound(files: LayoutFiles, found: Found): Promise<ReadImage<LayoutImage>> {
  const { mediaType } = found.descriptor
  try {
    if (!isManifestType(mediaType)) {
      throw new AppError('layout/media-type', { path: files.path, mediaType, what: 'What is' })
    }
    return await readOciImage(files, found.descriptor, found.names)
  } catch (thrown) {
    return broken(found, thrown)
  }
}

/** Reads every image of a layout. Throws a `layout/…` error for what is wrong with the layout as a whole. */
export async function readOciLayout(files: LayoutFiles): Promise<readonly ReadImage<LayoutImage>[]> {
  await checkVersion(files)
  const index = await readWhole(files, 'index.json')
  if (!index) throw new AppError('layout/truncated', { path: files.path })
  const found = merged(await followAll(files, index, 'index.json', undefined, 0))
  return Promise.all(found.map(each => readFound(files, each)))
}

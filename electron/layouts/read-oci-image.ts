/** One image of an OCI layout: its manifest and config are read and hashed, its layers only looked at. */

import { AppError } from '../../shared/errors.ts'
import type { LayoutImage } from '../../shared/layout.ts'
import { type LayoutBlob, memoryBlob, type ReadImage } from './blob.ts'
import { checkBlob, readCheckedBlob } from './check-blob.ts'
import { readConfig } from './image-facts.ts'
import type { LayoutFiles } from './layout-files.ts'
import { MAX_LAYERS } from './layout-limits.ts'
import { type Descriptor, manifestSchema, parseLayoutJson } from './layout-schemas.ts'
import { isCompressedType, isConfigType, isEncryptedType, isLayerType } from './media-types.ts'

export const totalBytes = (blobs: readonly LayoutBlob[]): number =>
  blobs.reduce((total, { sizeBytes }) => total + sizeBytes, 0)

/** Each blob once, in order. */
export const uniqueBlobs = (blobs: readonly LayoutBlob[]): readonly LayoutBlob[] => [
  ...new Map(blobs.map(blob => [blob.digest, blob])).values(),
]

function checkLayerType(path: string, { mediaType }: Descriptor): void {
  if (isEncryptedType(mediaType)) throw new AppError('layout/encrypted', { path })
  if (!isLayerType(mediaType)) throw new AppError('layout/media-type', { path, mediaType, what: 'A layer' })
}

async function layerBlob(files: LayoutFiles, descriptor: Descriptor): Promise<LayoutBlob> {
  checkLayerType(files.path, descriptor)
  const name = await checkBlob(files, descriptor)
  return {
    digest: descriptor.digest,
    sizeBytes: descriptor.size,
    isCompressed: isCompressedType(descriptor.mediaType),
    read: fromByte => files.read(name, fromByte),
  }
}

/** Reads the image a descriptor of an index names. Throws a `layout/…` error for the first thing that is wrong. */
export async function readOciImage(
  files: LayoutFiles,
  descriptor: Descriptor,
  names: readonly string[],
): Promise<ReadImage<LayoutImage>> {
  const { path } = files
  const manifestBytes = await readCheckedBlob(files, descriptor)
  const manifest = parseLayoutJson(manifestSchema, manifestBytes, path, 'The manifest of the image')
  if (!isConfigType(manifest.config.mediaType)) {
    throw new AppError('layout/media-type', { path, mediaType: manifest.config.mediaType, what: 'What is' })
  }
  if (manifest.layers.length > MAX_LAYERS) {
    const reason = `it lists ${manifest.layers.length} layers`
    throw new AppError('layout/malformed', { path, file: 'The manifest of the image', reason })
  }
  for (const layer of manifest.layers) checkLayerType(path, layer)
  const configBytes = await readCheckedBlob(files, manifest.config)
  const { facts } = readConfig(configBytes, path, manifest.layers.length)
  const layers = await Promise.all(manifest.layers.map(layer => layerBlob(files, layer)))
  const blobs = uniqueBlobs([
    memoryBlob(descriptor.digest, manifestBytes),
    memoryBlob(manifest.config.digest, configBytes),
    ...layers,
  ])
  const image: LayoutImage = {
    digest: descriptor.digest,
    configDigest: manifest.config.digest,
    names,
    ...facts,
    layers: layers.map(({ digest, sizeBytes }) => ({ digest, sizeBytes })),
    sizeBytes: totalBytes(blobs),
  }
  return { image, blobs }
}

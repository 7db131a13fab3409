/**
 * What `docker save` and `podman save` write by default: layers as plain tar files named after their content. It has no
 * manifest that a registry would know, so Drydock writes one: the digest that boots is then Drydock’s own, and the same
 * archive always gets the same one. The config is taken as it is, so that the image keeps its ID.
 */

import type { z } from 'zod'
import { AppError, toAppError } from '../../shared/errors.ts'
import type { LayoutImage } from '../../shared/layout.ts'
import { type LayoutBlob, memoryBlob, type ReadImage } from './blob.ts'
import { sha256Of } from './check-blob.ts'
import { parseDigest } from './digest-grammar.ts'
import { readConfig } from './image-facts.ts'
import type { LayoutFiles } from './layout-files.ts'
import { MAX_BLOB_BYTES, MAX_LAYERS } from './layout-limits.ts'
import { dockerManifestSchema, parseLayoutJson } from './layout-schemas.ts'
import { compressionOf } from './looks-like.ts'
import { OCI_CONFIG, OCI_LAYER, OCI_MANIFEST } from './media-types.ts'
import { totalBytes, uniqueBlobs } from './read-oci-image.ts'
import { readWhole } from './read-whole.ts'

type Entry = z.output<typeof dockerManifestSchema>[number]

const missing = ({ path, isWhole }: LayoutFiles, digest: string): AppError =>
  isWhole ? new AppError('layout/blob-missing', { path, digest }) : new AppError('layout/truncated', { path })

/** A layer that is compressed inside the archive has another digest than its name says; no current tool writes one. */
async function refuseCompressed(files: LayoutFiles, name: string): Promise<void> {
  for await (const head of files.read(name, 0)) {
    const compression = compressionOf(head)
    if (compression)
      throw new AppError('layout/unsupported', { path: files.path, what: `layers in ${compression.name}` })
    return
  }
}

async function layerBlob(files: LayoutFiles, name: string, diffId: string): Promise<LayoutBlob> {
  const facts = await files.look(name)
  if (!facts) throw missing(files, diffId)
  const { path } = files
  if (parseDigest(diffId)?.algorithm !== 'sha256') {
    throw new AppError('layout/malformed', {
      path,
      file: 'The config of the image',
      reason: `“${diffId}” is no diff ID`,
    })
  }
  if (facts.sizeBytes > MAX_BLOB_BYTES) {
    throw new AppError('layout/too-large', {
      path,
      digest: diffId,
      size: `${facts.sizeBytes} bytes`,
      most: `${MAX_BLOB_BYTES} bytes`,
    })
  }
  await refuseCompressed(files, name)
  return {
    digest: diffId,
    sizeBytes: facts.sizeBytes,
    isCompressed: false,
    read: fromByte => files.read(name, fromByte),
  }
}

function writeManifest(configDigest: string, config: Buffer, layers: readonly LayoutBlob[]): Buffer {
  const manifest = {
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: { mediaType: OCI_CONFIG, digest: configDigest, size: config.length },
    layers: layers.map(({ digest, sizeBytes }) => ({ mediaType: OCI_LAYER, digest, size: sizeBytes })),
  }
  return Buffer.from(JSON.stringify(manifest))
}

async function readImage(files: LayoutFiles, { Config, RepoTags, Layers }: Entry): Promise<ReadImage<LayoutImage>> {
  const { path } = files
  if (Layers.length > MAX_LAYERS) {
    throw new AppError('layout/malformed', { path, file: 'manifest.json', reason: `it lists ${Layers.length} layers` })
  }
  const config = await readWhole(files, Config)
  if (!config) throw missing(files, Config)
  const { facts, diffIds } = readConfig(config, path, Layers.length)
  const layers = await Promise.all(Layers.map((name, at) => layerBlob(files, name, diffIds[at] ?? '')))
  const configDigest = sha256Of(config)
  const manifest = writeManifest(configDigest, config, layers)
  const digest = sha256Of(manifest)
  const blobs = uniqueBlobs([memoryBlob(digest, manifest), memoryBlob(configDigest, config), ...layers])
  const image: LayoutImage = {
    digest,
    configDigest,
    names: [...new Set(RepoTags ?? [])],
    ...facts,
    layers: layers.map(layer => ({ digest: layer.digest, sizeBytes: layer.sizeBytes })),
    sizeBytes: totalBytes(blobs),
  }
  return { image, blobs }
}

/** Reads every image of an archive of Docker. Throws `layout/…` for what is wrong with the archive as a whole. */
export async function readDockerArchive(files: LayoutFiles): Promise<readonly ReadImage<LayoutImage>[]> {
  const content = await readWhole(files, 'manifest.json')
  if (!content) throw new AppError('layout/truncated', { path: files.path })
  const entries = parseLayoutJson(dockerManifestSchema, content, files.path, 'manifest.json')
  return Promise.all(
    entries.map(entry =>
      readImage(files, entry).catch((thrown: unknown): ReadImage<LayoutImage> => {
        const names = entry.RepoTags ?? []
        const problem = toAppError(thrown).report
        return { image: { digest: '', names, isBootable: false, layers: [], sizeBytes: 0, problem }, blobs: [] }
      }),
    ),
  )
}

/** The image that is dropped: layers of noise, and the same image with some of them rebuilt. */

import { createHash, randomFillSync } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BOOTABLE, blobPath, putBlob, writeIndex } from '../support/make-layout.ts'

export const LAYERS = 60
export const TOTAL_BYTES = Number(process.env.DRYDOCK_BENCH_DROP_BYTES ?? 2e9)
export const CHANGED = 2

const TAR = 'application/vnd.oci.image.layer.v1.tar+gzip'

export interface Layer {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** A layer of noise, written without keeping more than itself in memory. */
function writeLayer(directory: string): Layer {
  const content = randomFillSync(Buffer.allocUnsafe(Math.floor(TOTAL_BYTES / LAYERS)))
  const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`
  mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true })
  writeFileSync(blobPath(directory, digest), content)
  return { mediaType: TAR, digest, size: content.length }
}

function writeImage(directory: string, layers: readonly Layer[]): void {
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: { Labels: BOOTABLE },
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    }),
  )
  const mediaType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = {
    schemaVersion: 2,
    mediaType,
    config: putBlob(directory, config, 'application/vnd.oci.image.config.v1+json'),
    layers,
  }
  writeIndex(directory, [putBlob(directory, Buffer.from(JSON.stringify(manifest)), mediaType)])
}

/** The image for the first time. */
export function build(directory: string): readonly Layer[] {
  const layers = Array.from({ length: LAYERS }, () => writeLayer(directory))
  writeImage(directory, layers)
  return layers
}

/** The image rebuilt: two layers are others, their files in the same folder. */
export function rebuild(directory: string, layers: readonly Layer[]): readonly Layer[] {
  const kept = layers.slice(CHANGED)
  for (const { digest } of layers.slice(0, CHANGED)) rmSync(blobPath(directory, digest))
  const rebuilt = [...kept, ...Array.from({ length: CHANGED }, () => writeLayer(directory))]
  writeImage(directory, rebuilt)
  return rebuilt
}

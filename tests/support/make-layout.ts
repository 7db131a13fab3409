/** Writes OCI layouts for tests, byte by byte, so that they can be broken on purpose. */

import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

export const digestOf = (content: Uint8Array): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

export interface LayoutSpec {
  /** Content of each layer; any bytes do where nobody unpacks them. */
  readonly layers: readonly Uint8Array[]
  readonly architecture?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly name?: string
  readonly gzip?: boolean
  readonly created?: string
}

export const BOOTABLE = {
  'ostree.bootable': '1',
  'containers.bootc': '1',
  'org.opencontainers.image.version': '43.20261126',
} as const

interface Blob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

/** Puts a blob where it belongs; returns its descriptor. */
export function putBlob(directory: string, content: Uint8Array, mediaType: string): Blob {
  const digest = digestOf(content)
  mkdirSync(join(directory, 'blobs', 'sha256'), { recursive: true })
  writeFileSync(blobPath(directory, digest), content)
  return { mediaType, digest, size: content.length }
}

export const blobPath = (directory: string, digest: string): string => join(directory, 'blobs', ...digest.split(':'))

/** Writes manifest, config and layers; returns the manifest’s descriptor for an index. */
export function putImage(directory: string, spec: LayoutSpec): Blob & { readonly layers: readonly Blob[] } {
  const { layers, architecture = 'amd64', labels = BOOTABLE, gzip = false } = spec
  const type = `application/vnd.oci.image.layer.v1.tar${gzip ? '+gzip' : ''}`
  const served = layers.map(layer => putBlob(directory, gzip ? gzipSync(layer) : layer, type))
  const config = putBlob(
    directory,
    Buffer.from(
      JSON.stringify({
        created: spec.created ?? '2026-11-26T08:00:00Z',
        architecture,
        os: 'linux',
        config: { Labels: labels },
        rootfs: { type: 'layers', diff_ids: layers.map(digestOf) },
      }),
    ),
    'application/vnd.oci.image.config.v1+json',
  )
  const manifestType = 'application/vnd.oci.image.manifest.v1+json'
  const manifest = { schemaVersion: 2, mediaType: manifestType, config, layers: served }
  return { ...putBlob(directory, Buffer.from(JSON.stringify(manifest)), manifestType), layers: served }
}

const REF_NAME = 'org.opencontainers.image.ref.name'

export function writeIndex(directory: string, manifests: readonly object[]): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
  writeFileSync(join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
}

/** A whole layout with one image; returns its digest and its layers. */
export function makeLayout(directory: string, spec: LayoutSpec) {
  const { layers, ...manifest } = putImage(directory, spec)
  const annotations = { [REF_NAME]: spec.name ?? 'localhost/my-os:dev' }
  writeIndex(directory, [{ ...manifest, annotations }])
  return { directory, digest: manifest.digest, manifest, layers }
}

/** The manifest of a layout with one image, for breaking it. */
export function editManifest(directory: string, edit: (manifest: ManifestJson) => void): void {
  const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8')) as { manifests: Blob[] }
  const [entry] = index.manifests
  if (!entry) throw new Error('the layout has no image')
  const manifest = JSON.parse(readFileSync(blobPath(directory, entry.digest), 'utf8')) as ManifestJson
  edit(manifest)
  const changed = putBlob(directory, Buffer.from(JSON.stringify(manifest)), entry.mediaType)
  writeIndex(directory, [{ ...entry, ...changed }])
}

export interface ManifestJson {
  config: { mediaType: string; digest: string; size: number }
  layers: { mediaType: string; digest: string; size: number }[]
}

/** Bytes that look like noise and are the same for the same seed. */
export function noise(sizeBytes: number, seed: string): Buffer {
  const pieces: Buffer[] = []
  for (let have = 0, at = 0; have < sizeBytes; have += 64, at++) {
    pieces.push(createHash('sha512').update(`${seed} ${at}`).digest())
  }
  return Buffer.concat(pieces).subarray(0, sizeBytes)
}

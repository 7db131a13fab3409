/** An image is two texts, manifest and config; everything known about it is read from them. */

import { sha256 } from '../system/digest.ts'
import { ownEntry } from '../system/own-entry.ts'

export interface ImageBlobs {
  readonly manifest: string
  readonly config: string
}

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>>
  readonly platform?: { readonly architecture: string; readonly os: string }
}

export interface Manifest {
  readonly schemaVersion: number
  readonly mediaType?: string
  readonly config: Descriptor
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
}

export interface ImageConfig {
  readonly created: string
  readonly architecture: string
  readonly os: string
  readonly config?: {
    readonly Env?: readonly string[]
    readonly Labels?: Readonly<Record<string, string>>
  }
  readonly rootfs: { readonly type: string; readonly diff_ids: readonly string[] }
  readonly history?: readonly object[]
}

export interface Layer {
  readonly digest: string
  readonly size: number
  readonly mediaType: string
  /** Up to the label `ostree.final-diffid` a layer is a chunk of the ostree commit, behind it an ordinary one. */
  readonly kind: 'ostree chunk' | 'layer'
}

export interface Image {
  readonly blobs: ImageBlobs
  readonly manifestDigest: string
  readonly configDigest: string
  readonly manifest: Manifest
  readonly config: ImageConfig
  readonly labels: Readonly<Record<string, string>>
  readonly layers: readonly Layer[]
  readonly architecture: string
  readonly version: string | undefined
  readonly isBootable: boolean
}

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json'
export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
export const OCI_CONFIG = 'application/vnd.oci.image.config.v1+json'
export const OCI_LAYER = 'application/vnd.oci.image.layer.v1.tar'

function readLayers(manifest: Manifest, config: ImageConfig, finalDiffId: string | undefined): readonly Layer[] {
  const lastChunk = finalDiffId === undefined ? -1 : config.rootfs.diff_ids.indexOf(finalDiffId)
  return manifest.layers.map(({ digest, size, mediaType }, at) => ({
    digest,
    size,
    mediaType,
    kind: at <= lastChunk ? 'ostree chunk' : 'layer',
  }))
}

/** Reads the two texts; throws a SyntaxError when one is not JSON. */
export function readImage(blobs: ImageBlobs): Image {
  const manifest = JSON.parse(blobs.manifest) as Manifest
  const config = JSON.parse(blobs.config) as ImageConfig
  const labels = config.config?.Labels ?? {}
  return {
    blobs,
    manifestDigest: `sha256:${sha256(blobs.manifest)}`,
    configDigest: `sha256:${sha256(blobs.config)}`,
    manifest,
    config,
    labels,
    layers: readLayers(manifest, config, ownEntry(labels, 'ostree.final-diffid')),
    architecture: config.architecture,
    version: ownEntry(labels, 'org.opencontainers.image.version'),
    isBootable: ownEntry(labels, 'ostree.bootable') !== undefined,
  }
}

export const totalSize = (layers: readonly { readonly size: number }[]): number =>
  layers.reduce((sum, layer) => sum + layer.size, 0)

/** The ostree commit an imported image becomes, 64 hex digits. */
export const commitOf = (image: Image): string => sha256(`commit of ${image.manifestDigest}`)

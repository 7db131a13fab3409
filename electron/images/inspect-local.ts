/** What Podman knows of images in its storage, and where that storage lies. */

import * as z from 'zod'
import { isBootableByLabels, versionFromLabels } from './image-labels.ts'
import { parseToolJson } from './tool-json.ts'

/** podman-image-inspect(1): names or IDs of local images, any number. */
export const imageInspectCommand = (...names: readonly string[]): readonly string[] => [
  ...['podman', 'image', 'inspect', '--'],
  ...names,
]

/** One image of a storage. */
export interface InspectedImage {
  /** 64 hex digits: the config digest without its algorithm. */
  readonly id: string
  /** Manifest digest as the storage holds it; the one a direct read reports. */
  readonly digest?: string
  /** Names with tags. */
  readonly names: readonly string[]
  /** Names with digests. */
  readonly digestNames: readonly string[]
  readonly architecture?: string
  readonly isBootable: boolean
  readonly version?: string
  readonly createdAt?: number
  /** Uncompressed. */
  readonly sizeBytes?: number
  readonly layerCount?: number
}

const imageSchema = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Digest: z.string().nullish(),
  RepoTags: z.array(z.string()).nullish(),
  RepoDigests: z.array(z.string()).nullish(),
  Architecture: z.string().nullish(),
  Created: z.string().nullish(),
  Size: z.number().nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  RootFS: z.object({ Layers: z.array(z.string()).nullish() }).nullish(),
})

function inspectedImage(image: z.output<typeof imageSchema>): InspectedImage {
  const version = versionFromLabels(image.Labels)
  const createdAt = Date.parse(image.Created ?? '')
  return {
    id: image.Id,
    names: image.RepoTags ?? [],
    digestNames: image.RepoDigests ?? [],
    isBootable: isBootableByLabels(image.Labels),
    ...(image.Digest ? { digest: image.Digest } : {}),
    ...(image.Architecture ? { architecture: image.Architecture } : {}),
    ...(version === undefined ? {} : { version }),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
    ...(typeof image.Size === 'number' ? { sizeBytes: image.Size } : {}),
    ...(image.RootFS?.Layers ? { layerCount: image.RootFS.Layers.length } : {}),
  }
}

/** Reads `podman image inspect`; throws `backend/failed` when the text is not its JSON. */
export const parseInspectedImages = (stdout: string): InspectedImage[] =>
  parseToolJson('podman', z.array(imageSchema), stdout).map(inspectedImage)

/** podman-info(1): tells the storage's directories and driver. */
export const podmanInfoCommand: readonly string[] = ['podman', 'info', '--format', 'json']

/** Where a storage lies, as `containers-storage:[driver@graphRoot+runRoot]` wants it. */
export interface StorageLocation {
  readonly graphRoot: string
  readonly runRoot: string
  readonly driver: string
}

const infoSchema = z.object({
  store: z.object({ graphRoot: z.string(), runRoot: z.string(), graphDriverName: z.string() }),
})

/** Reads `podman info`; throws `backend/failed` when the text is not its JSON. */
export function parseStorageLocation(stdout: string): StorageLocation {
  const { store } = parseToolJson('podman', infoSchema, stdout)
  return { graphRoot: store.graphRoot, runRoot: store.runRoot, driver: store.graphDriverName }
}

/** Manifests and indexes as bytes: what they hold, and the digest that names them (image-spec, manifest.md and image-index.md). */

import { createHash } from 'node:crypto'
import * as z from 'zod'
import { parseToolJson } from './tool-json.ts'

export interface Layer {
  readonly digest: string
  readonly sizeBytes: number
}

/** One image of an index. */
export interface Instance {
  readonly digest: string
  readonly architecture?: string
  readonly os?: string
  readonly variant?: string
  /** Of its manifest. */
  readonly sizeBytes: number
}

export type Manifest =
  | {
      readonly kind: 'manifest'
      readonly digest: string
      readonly configDigest: string
      readonly layers: readonly Layer[]
    }
  | { readonly kind: 'index'; readonly digest: string; readonly instances: readonly Instance[] }

const digest = z.string().regex(/^[a-z0-9+._-]+:[a-zA-Z0-9=_-]+$/)
const descriptor = z.object({ digest, size: z.number() })
const platform = z.object({
  architecture: z.string().optional(),
  os: z.string().optional(),
  variant: z.string().optional(),
})
const manifestSchema = z.object({ schemaVersion: z.literal(2), config: descriptor, layers: z.array(descriptor) })
const indexSchema = z.object({
  schemaVersion: z.literal(2),
  manifests: z.array(z.object({ digest, size: z.number(), platform: platform.nullish() })),
})

type Document = z.output<typeof manifestSchema> | z.output<typeof indexSchema>

function instances(index: z.output<typeof indexSchema>): Instance[] {
  return index.manifests.map(({ digest, size, platform: told }) => ({
    digest,
    sizeBytes: size,
    ...(told?.architecture === undefined ? {} : { architecture: told.architecture }),
    ...(told?.os === undefined ? {} : { os: told.os }),
    ...(told?.variant === undefined ? {} : { variant: told.variant }),
  }))
}

/**
 * Reads a manifest or an index of OCI or of Docker (schema 2), exactly as `skopeo inspect --raw` printed it: the digest
 * is that of these bytes. Throws `backend/failed` for anything else.
 */
export function parseManifest(rawText: string): Manifest {
  const document: Document = parseToolJson('skopeo', z.union([indexSchema, manifestSchema]), rawText)
  const own = `sha256:${createHash('sha256').update(rawText, 'utf8').digest('hex')}`
  if ('manifests' in document) return { kind: 'index', digest: own, instances: instances(document) }
  const layers = document.layers.map(layer => ({ digest: layer.digest, sizeBytes: layer.size }))
  return { kind: 'manifest', digest: own, configDigest: document.config.digest, layers }
}

/** The image of an index for a Linux machine of one architecture (OCI name); the first one where there are several. */
export const instanceFor = (list: readonly Instance[], architecture: string): Instance | undefined =>
  list.find(instance => instance.architecture === architecture && (instance.os ?? 'linux') === 'linux')

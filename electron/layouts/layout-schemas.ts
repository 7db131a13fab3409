/** The JSON files of a layout, as far as Drydock needs them (image-spec: image-index.md, manifest.md, config.md). */

import * as z from 'zod'
import { AppError } from '../../shared/errors.ts'

const text = z.string().max(8192)
const annotations = z.record(text, text).nullish()

export const descriptorSchema = z.object({
  mediaType: text.default(''),
  digest: text,
  size: z.number(),
  annotations,
  platform: z.object({ architecture: text.optional(), os: text.optional(), variant: text.optional() }).nullish(),
})
export type Descriptor = z.output<typeof descriptorSchema>

export const indexSchema = z.object({
  schemaVersion: z.literal(2, 'its schemaVersion is not 2'),
  manifests: z.array(descriptorSchema),
})

export const manifestSchema = z.object({
  schemaVersion: z.literal(2, 'its schemaVersion is not 2'),
  config: descriptorSchema,
  layers: z.array(descriptorSchema),
})

export const configSchema = z.object({
  architecture: text.optional(),
  os: text.optional(),
  variant: text.optional(),
  created: text.nullish(),
  config: z.object({ Labels: z.record(text, text).nullish() }).nullish(),
  rootfs: z.object({ diff_ids: z.array(text) }),
})

export const layoutVersionSchema = z.object({ imageLayoutVersion: text })

/** manifest.json of `docker save` (moby, image/spec/v1.2). */
export const dockerManifestSchema = z.array(
  z.object({ Config: text, RepoTags: z.array(text).nullish(), Layers: z.array(text) }),
)

/** Reads one JSON file; throws `layout/malformed` naming the file, with the first reason. */
export function parseLayoutJson<Schema extends z.ZodType>(
  schema: Schema,
  content: Buffer,
  path: string,
  file: string,
): z.output<Schema> {
  let value: unknown
  try {
    value = JSON.parse(content.toString('utf8'))
  } catch {
    throw new AppError('layout/malformed', { path, file, reason: 'it is not JSON' })
  }
  const checked = schema.safeParse(value)
  if (checked.success) return checked.data
  const [issue] = checked.error.issues
  const where = issue?.path.join('.') ?? ''
  const reason = `${where === '' ? '' : `${where}: `}${issue?.message ?? 'it is something else'}`
  throw new AppError('layout/malformed', { path, file, reason })
}

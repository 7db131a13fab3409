/**
 * Narrowing of JSON a machine printed. By hand and not with a schema, because every key may be missing or of another
 * kind in some version and a status must still be read: a schema would need a fallback at each field.
 */

import type { BackendName } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'

export type JsonObject = { readonly [key: string]: unknown }

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined

/** A text that is not empty, without control characters: a JSON escape can smuggle them past the filter of output lines. */
export function asText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const text = value.replace(/\p{Cc}/gu, '')
  return text === '' ? undefined : text
}

export const asNumber = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** `sha256:` + 64 hex digits, else undefined. */
export function asDigest(value: unknown): string | undefined {
  const text = asText(value)
  return text !== undefined && /^sha256:[0-9a-f]{64}$/.test(text) ? text : undefined
}

/** The object a JSON text holds, undefined when it is no JSON or no object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return undefined
  }
}

const RAW_LIMIT = 16_384

/** The error for output that should have been a status. `raw` is the beginning of what was printed instead. */
export const notAStatus = (backend: BackendName, reason: string, printed: string): AppError<'backend/failed'> =>
  new AppError('backend/failed', { backend, reason }, { raw: printed.slice(0, RAW_LIMIT) })

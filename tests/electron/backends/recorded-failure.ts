import type { ErrorCode } from '../../../shared/errors.ts'

/** One text a tool prints, the cause Drydock names for it and facts its sentence must hold. */
export interface RecordedFailure {
  /** A piece of the first cell of a table in the reference's errors.md. */
  readonly documented: string
  readonly raw: string
  readonly code: ErrorCode
  readonly says: readonly string[]
}

/** `says` are facts the sentence must hold. */
export const recorded = (
  documented: string,
  code: ErrorCode,
  raw: string,
  ...says: readonly string[]
): RecordedFailure => ({
  documented,
  code,
  raw,
  says,
})

export const IMAGE = 'quay.io/acme/os:42'
/** What the image proxy puts before every answer. */
export const OPEN = 'error: Creating importer: failed to invoke method OpenImage: failed to invoke method OpenImage:'

import type { BackendName } from '../../shared/deployment.ts'
import type { ErrorCode, ErrorFacts } from '../../shared/errors.ts'
import type { FailureContext } from './backend.ts'

export interface Circumstances extends FailureContext {
  readonly backend: BackendName
}

/** A code with its facts: everything an AppError needs but the raw text. */
export type Explanation = { readonly [Code in ErrorCode]: readonly [Code, ErrorFacts[Code]] }[ErrorCode]

/** A text that these tools are known to print, and what it means. The first one that matches explains the failure. */
export type KnownFailure = readonly [
  pattern: RegExp,
  explain: (match: RegExpExecArray, circumstances: Circumstances) => Explanation,
]

/** The nth group of a match, trimmed; an empty text when it took no part. */
export const group = (match: RegExpExecArray, nth: number): string => match[nth]?.trim() ?? ''

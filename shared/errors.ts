/**
 * Every failure a person can act on: a code, its facts, and three sentences.
 *
 * The form of every message is: what happened · what it means for the machine · what to do. Texts live in errors/, by what
 * they are about, and nowhere else; screens choose buttons by code and nobody matches on message text. A code without
 * sentences does not compile.
 */

import { type AppErrors, appTexts } from './errors/app-errors.ts'
import { type BackendErrors, backendTexts } from './errors/backend-errors.ts'
import { type ImageErrors, imageTexts } from './errors/image-errors.ts'
import { type JobErrors, jobTexts } from './errors/job-errors.ts'
import { type LayoutErrors, layoutTexts } from './errors/layout-errors.ts'
import { type MachineErrors, machineTexts } from './errors/machine-errors.ts'
import type { ErrorText, Retry, TextsOf } from './errors/text.ts'
import { type UploadErrors, uploadTexts } from './errors/upload-errors.ts'

export type { Retry }

/** The facts each code carries. `raw` on any error is what the tool itself printed, shown one click away. */
export interface ErrorFacts
  extends ImageErrors,
    LayoutErrors,
    MachineErrors,
    BackendErrors,
    JobErrors,
    UploadErrors,
    AppErrors {}

export type ErrorCode = keyof ErrorFacts

const texts: TextsOf<ErrorFacts> = {
  ...imageTexts,
  ...layoutTexts,
  ...machineTexts,
  ...backendTexts,
  ...jobTexts,
  ...uploadTexts,
  ...appTexts,
}

/** An error as data: what travels to the window, into the log and to `--json`. */
export interface ErrorReport {
  readonly code: ErrorCode
  readonly facts: Readonly<Record<string, string | number | null>>
  readonly message: string
  readonly means: string
  readonly next: string
  readonly retry: Retry
  readonly raw?: string
}

const say = <Facts>(text: string | ((facts: Facts) => string), facts: Facts): string =>
  typeof text === 'function' ? text(facts) : text

/** One failure a person can act on. `message` is the first sentence; `report` has all of them. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError'
  readonly code: Code
  readonly facts: ErrorFacts[Code]
  readonly raw: string | undefined

  constructor(code: Code, facts: ErrorFacts[Code], options: { readonly raw?: string; readonly cause?: unknown } = {}) {
    super(texts[code].happened(facts), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.facts = facts
    this.raw = options.raw
  }

  get report(): ErrorReport {
    const text = texts[this.code] as ErrorText<ErrorFacts[Code]>
    return {
      code: this.code,
      facts: { ...this.facts } as Record<string, string | number | null>,
      message: this.message,
      means: say(text.means, this.facts),
      next: say(text.next, this.facts),
      retry: text.retry,
      ...(this.raw === undefined ? {} : { raw: this.raw }),
    }
  }
}

/** Narrows to one code, or to any AppError when no code is given. */
export function isAppError<Code extends ErrorCode>(thrown: unknown, code?: Code): thrown is AppError<Code> {
  return thrown instanceof AppError && (code === undefined || thrown.code === code)
}

/** Anything thrown as an AppError; what is not one becomes `internal`, with its stack as the raw text. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new AppError('internal', { reason: error.message }, { cause: error, raw: error.stack ?? error.message })
}

/** The AppError a report stands for, on the other side of the wire. */
export function fromReport(report: ErrorReport): AppError {
  const options = report.raw === undefined ? {} : { raw: report.raw }
  return new AppError(report.code, report.facts as never, options)
}

/** Every code there is, for tests and for the documentation of exit codes. */
export const errorCodes = Object.keys(texts) as readonly ErrorCode[]

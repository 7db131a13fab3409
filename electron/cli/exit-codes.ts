/** What the command line's exit code says. Documented in the README and in --help; scripts rely on it. */

import type { ErrorCode } from '../../shared/errors.ts'
import type { Verdict } from '../../shared/job.ts'

export const exitCodes = {
  done: 0,
  fault: 1,
  usage: 2,
  machine: 3,
  blocked: 4,
  staging: 5,
  verify: 6,
  cancelled: 130,
} as const

export const exitCodeHelp = `Exit codes
  0    booted or staged as asked, or there was nothing to do
  1    a fault of Drydock
  2    a mistake on the command line, or not an image reference
  3    the machine cannot be found, reached or logged in to
  4    something on the machine stands in the way; nothing was changed
  5    the image could not be found, read or staged; the running system is unchanged
  6    the machine restarted, but does not run what was asked for
  130  cancelled`

const byFamily: Readonly<Record<string, number>> = {
  image: exitCodes.staging,
  layout: exitCodes.staging,
  upload: exitCodes.staging,
  registry: exitCodes.staging,
  backend: exitCodes.staging,
  space: exitCodes.staging,
  command: exitCodes.staging,
  machine: exitCodes.machine,
  podman: exitCodes.machine,
  sudo: exitCodes.blocked,
  plan: exitCodes.blocked,
  verify: exitCodes.verify,
  usage: exitCodes.usage,
  job: exitCodes.usage,
}

const byCode: { readonly [Code in ErrorCode]?: number } = {
  'image/invalid-reference': exitCodes.usage,
  'machine/not-image-based': exitCodes.blocked,
  'machine/wsl': exitCodes.blocked,
  'machine/busy': exitCodes.blocked,
  'machine/backend-broken': exitCodes.blocked,
  'backend/transaction': exitCodes.blocked,
  'job/interrupted': exitCodes.fault,
  'job/unit-gone': exitCodes.staging,
  'job/left': exitCodes.machine,
  'machine/unfinished': exitCodes.blocked,
  'doctor/no-longer': exitCodes.blocked,
}

export const exitCodeForError = (code: ErrorCode): number =>
  byCode[code] ?? byFamily[code.split('/')[0] ?? ''] ?? exitCodes.fault

export function exitCodeForVerdict({ outcome, error }: Verdict): number {
  if (outcome === 'cancelled') return exitCodes.cancelled
  if (outcome !== 'failed') return exitCodes.done
  return error ? exitCodeForError(error.code) : exitCodes.fault
}

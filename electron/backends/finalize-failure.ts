/**
 * Why a staged deployment was not activated at shutdown. ostree does the last part of staging while the machine goes down
 * (`ostree-finalize-staged.service`); when that fails the machine comes back on the old system and only the journal says
 * why. Texts: tests/reference/rpm-ostree/errors.md (last table) and public journals (silverblue issues 292 and 701).
 */

import { withoutJournalPrefix } from './journal-prefix.ts'
import { plainText } from './plain-text.ts'
import { SIZE_PATTERN, sizeText } from './size.ts'

const UNIT = 'ostree-finalize-staged.service'

const NEEDED = new RegExp(`^bootfs requires additional space: (${SIZE_PATTERN})$`)

/** Every run begins with this line; what came before belongs to another shutdown. */
const BEGINNING = 'Finalizing staged deployment'

function linesOfLastRun(text: string): readonly string[] {
  const lines = plainText(text)
    .split('\n')
    .map(line => withoutJournalPrefix(line).trim())
  return lines.slice(Math.max(0, lines.lastIndexOf(BEGINNING)))
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const match = pattern.exec(line)
    if (match) return match[1] ?? ''
  }
  return undefined
}

/** `error: ostree-finalize-staged.service failed on previous boot: X` is what the next boot repeats. */
const printedError = (lines: readonly string[]): string | undefined =>
  firstMatch(
    lines.map(line => line.replace(`${UNIT} failed on previous boot: `, '')),
    /^error: (.+?)\.?$/,
  )

/** systemd's word for how the unit ended: `exit-code`, `timeout`, `signal`, … (systemd.service(5), Result=). */
function unitResult(lines: readonly string[]): string | undefined {
  const result = firstMatch(lines, /^ostree-finalize-staged\.service: Failed with result '([a-z-]+)'/)
  if (result === 'timeout') return 'it was not finished when the time for shutting down was over'
  return result === undefined ? undefined : `${UNIT} failed (${result})`
}

function spaceReason(error: string | undefined, lines: readonly string[]): string | undefined {
  const needed = firstMatch(lines, NEEDED)
  const isFull = /No space left on device/.test(error ?? '')
  if (error === undefined || (!isFull && needed === undefined)) return undefined
  return `no space left in /boot${needed === undefined ? '' : ` (needs ${sizeText(needed)})`}: ${error}`
}

/**
 * The reason in a few words, without a full stop, from `journalctl -u ostree-finalize-staged` (or `-u
 * ostree-boot-complete`) or from the text of `rpm-ostree status`; undefined when no failure is told.
 */
export function parseFinalizeFailure(text: string): string | undefined {
  const lines = linesOfLastRun(text)
  const error = printedError(lines)
  const warned = lines.some(line => line.startsWith('Warning: failed to finalize previous deployment'))
  return spaceReason(error, lines) ?? error ?? unitResult(lines) ?? (warned ? `${UNIT} failed` : undefined)
}

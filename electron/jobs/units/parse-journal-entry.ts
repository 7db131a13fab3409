/**
 * One line of `journalctl --output=json` (systemd's “Journal Export Formats”): a field is text, or a list of bytes where
 * it holds anything a terminal could take amiss, or null where it was too long.
 */

import * as z from 'zod'
import type { OutputStream } from '../../lib/runner.ts'

export interface JournalEntry {
  readonly cursor: string
  /** What the unit's command said; undefined for what systemd says about the unit. */
  readonly output?: { readonly stream: OutputStream; readonly bytes: Uint8Array }
}

const field = z.union([z.string(), z.array(z.int().min(0).max(255)), z.null()])
const entrySchema = z.object({
  __CURSOR: z.string().min(1).max(1000),
  _TRANSPORT: z.string().optional(),
  PRIORITY: z.string().optional(),
  _LINE_BREAK: z.string().optional(),
  MESSAGE: field.optional(),
})

const NOTICE = '5'
const LINE_END = 10

/** The entry, or undefined for a line that is none. */
export function parseJournalEntry(line: string): JournalEntry | undefined {
  const parsed = entrySchema.safeParse(parseJson(line))
  if (!parsed.success) return undefined
  const { __CURSOR: cursor, _TRANSPORT: transport, PRIORITY, _LINE_BREAK: lineBreak, MESSAGE } = parsed.data
  if (transport !== 'stdout') return { cursor }
  const text = Buffer.from(MESSAGE ?? '')
  // A line that was too long for one entry goes on in the next.
  const bytes = lineBreak === 'line-max' ? text : Buffer.concat([text, Buffer.of(LINE_END)])
  return { cursor, output: { stream: PRIORITY === NOTICE ? 'stderr' : 'stdout', bytes } }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

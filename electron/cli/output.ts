/** Where the command line's words go: results to stdout; with --json everything else to stderr. */

import type { ErrorReport } from '../../shared/errors.ts'

export interface Output {
  readonly isJson: boolean
  readonly isTerminal: boolean
  /** One JSON document or line on stdout. */
  json(value: unknown): void
  /** A line for people: stdout, and nothing when stdout is for JSON. */
  line(text: string): void
  /** Redraws the last line of a terminal; elsewhere says nothing. */
  status(text: string): void
  error(report: ErrorReport): void
}

export function createOutput(isJson: boolean, stdout = process.stdout, stderr = process.stderr): Output {
  const isTerminal = stdout.isTTY === true && !isJson
  let hasStatus = false
  const clear = (): void => {
    if (hasStatus) stdout.write('\r\u001b[K')
    hasStatus = false
  }
  return {
    isJson,
    isTerminal,
    json(value) {
      clear()
      stdout.write(`${JSON.stringify(value)}\n`)
    },
    line(text) {
      clear()
      if (!isJson) stdout.write(`${text}\n`)
    },
    status(text) {
      if (!isTerminal) return
      clear()
      stdout.write(text.slice(0, Math.max(20, stdout.columns - 1)))
      hasStatus = true
    },
    error(report) {
      clear()
      stderr.write(`${report.message}\n${report.means}\n${report.next}\n`)
      if (report.raw && report.code !== 'internal') stderr.write(`\n${report.raw.trimEnd()}\n`)
    },
  }
}

/** Columns as wide as their longest cell, two blanks apart. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map(row => (row[column] ?? '').length)))
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

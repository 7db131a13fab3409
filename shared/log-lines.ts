/** The lines of the log view that a job's events fill. */

import type { JobEvent, JobEventBody } from './job.ts'

/** One line of the log view. */
export interface LogLine {
  /** From 0. */
  readonly line: number
  readonly at: number
  readonly kind: 'command' | 'stdout' | 'stderr' | 'exit' | 'note'
  readonly text: string
}

const countLines = (text: string): number => {
  let lines = 1
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines++
  return lines
}

/** How many lines of the log view an event fills. */
export function logLineCount(body: JobEventBody): number {
  if (body.kind === 'output') return countLines(body.text)
  return body.kind === 'command' || body.kind === 'note' || body.kind === 'exit' ? 1 : 0
}

/** The lines of the log view an event fills, without their numbers. */
export function logLines(event: JobEvent): readonly Omit<LogLine, 'line'>[] {
  const { at } = event
  if (event.kind === 'output') return event.text.split('\n').map(text => ({ at, kind: event.stream, text }))
  if (event.kind === 'command') return [{ at, kind: 'command', text: event.text }]
  if (event.kind === 'note') return [{ at, kind: 'note', text: event.text }]
  if (event.kind === 'exit') return [{ at, kind: 'exit', text: exitText(event.exitCode) }]
  return []
}

const exitText = (exitCode: number | null): string =>
  exitCode === null ? 'ended without an exit code' : `exit code ${exitCode}`

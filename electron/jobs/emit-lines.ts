import type { JobEventBody } from '../../shared/job.ts'
import type { OutputStream } from '../lib/runner.ts'

const LINES_PER_EVENT = 500

export interface Spoken {
  readonly commandId: number
  readonly stream: OutputStream
  readonly lines: readonly string[]
  /** Goes with the last event: with it everything up to there is in the log. */
  readonly cursor?: string | undefined
}

/** Tells lines as events of a job, none of them too large for the wire. */
export function emitLines(emit: (body: JobEventBody) => void, { commandId, stream, lines, cursor }: Spoken): void {
  for (let from = 0; from < lines.length; from += LINES_PER_EVENT) {
    const isLast = from + LINES_PER_EVENT >= lines.length
    const text = lines.slice(from, from + LINES_PER_EVENT).join('\n')
    emit({ kind: 'output', commandId, stream, text, ...(isLast && cursor !== undefined ? { cursor } : {}) })
  }
}

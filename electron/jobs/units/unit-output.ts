/** Turns journal entries into the output events of a command, each with the place up to which the log is complete. */

import { createLineCutter } from '../../lib/lines.ts'
import type { OutputStream } from '../../lib/runner.ts'
import type { JournalEntry } from './parse-journal-entry.ts'

export interface UnitLines {
  readonly stream: OutputStream
  readonly lines: readonly string[]
  /** Undefined where a line is still unfinished. */
  readonly cursor: string | undefined
}

/** Hands on runs of whole lines of one stream, harmless as every runner's (lib/lines.ts). */
export function createUnitOutput(onLines: (said: UnitLines) => void): (entries: readonly JournalEntry[]) => void {
  let lines: string[] = []
  let stream: OutputStream = 'stdout'
  let cursor: string | undefined
  const cutters = {
    stdout: createLineCutter({ onLines: cut => void lines.push(...cut) }),
    stderr: createLineCutter({ onLines: cut => void lines.push(...cut) }),
  }

  function flush(): void {
    if (lines.length > 0) onLines({ stream, lines, cursor })
    lines = []
    cursor = undefined
  }

  return entries => {
    for (const { cursor: place, output } of entries) {
      if (!output) continue
      if (output.stream !== stream) flush()
      stream = output.stream
      const before = lines.length
      cutters[stream].write(output.bytes)
      if (lines.length > before) cursor = place
    }
    flush()
  }
}

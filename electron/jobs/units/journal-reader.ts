/** Cuts what journalctl prints into entries, each handed on once, in order, whichever reading it came from. */

import { StringDecoder } from 'node:string_decoder'
import { type JournalEntry, parseJournalEntry } from './parse-journal-entry.ts'

export interface JournalPlace {
  /** The entry handed on last. */
  readonly cursor: string | undefined
  /** A new reading begins, with the entry at `cursor` if the machine still has it. */
  open(): JournalReading
}

export interface JournalReading {
  write(bytes: Uint8Array): void
  /** Nothing is taken from it any more, whatever still comes. */
  close(): void
}

export interface JournalPlaceOptions {
  readonly cursor: string | undefined
  readonly onEntries: (entries: readonly JournalEntry[]) => void
  /** The journal no longer holds where we were: what lies between is lost. */
  readonly onGap: () => void
}

export function createJournalPlace({ cursor: first, onEntries, onGap }: JournalPlaceOptions): JournalPlace {
  let cursor = first

  function take(entries: readonly JournalEntry[], isFirst: boolean): void {
    const [begin] = entries
    const isAgain = isFirst && cursor !== undefined && begin?.cursor === cursor
    if (isFirst && cursor !== undefined && !isAgain) onGap()
    const fresh = isAgain ? entries.slice(1) : entries
    if (fresh.length === 0) return
    cursor = fresh.at(-1)?.cursor
    onEntries(fresh)
  }

  return {
    get cursor() {
      return cursor
    },
    open() {
      const decoder = new StringDecoder('utf8')
      let rest = ''
      let isFirst = true
      let isClosed = false
      return {
        write(bytes) {
          if (isClosed) return
          const lines = (rest + decoder.write(Buffer.from(bytes))).split('\n')
          rest = lines.pop() ?? ''
          const entries = lines.flatMap(line => parseJournalEntry(line) ?? [])
          if (entries.length === 0) return
          take(entries, isFirst)
          isFirst = false
        },
        close() {
          isClosed = true
        },
      }
    },
  }
}

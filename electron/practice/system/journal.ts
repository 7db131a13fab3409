/** The journal of a practice machine: who said what, in order, under a number that never comes twice. */

import { StringDecoder } from 'node:string_decoder'
import type { Output } from './streams.ts'
import { bootIdOf, newPid, nowOn, type World } from './world.ts'

/** journald.conf(5): LineMax. */
const LONGEST_MESSAGE = 48 * 1024
const MOST_ENTRIES = 2000

const INFO = 6

/** systemd.journal-fields(7), `_LINE_BREAK`: why an entry is not a whole line. */
type LineBreak = 'line-max' | 'eof'

export interface Said {
  readonly unit: string
  readonly identifier: string
  readonly message: string
  readonly priority?: number
  /** It came over a standard stream of a program; without this it is systemd's own word. */
  readonly isOutput?: boolean
  readonly lineBreak?: LineBreak
}

/** Adds one entry to the machine’s journal, which keeps the newest. */
export function say(world: World, { priority = INFO, isOutput = false, ...said }: Said): void {
  const { state } = world
  const pid = said.identifier === 'systemd' ? 1 : newPid(world)
  state.journalCount += 1
  const number = state.journalCount
  state.journal.push({ ...said, number, bootId: bootIdOf(world), atMs: nowOn(world), pid, priority, isOutput })
  if (state.journal.length > MOST_ENTRIES) state.journal.splice(0, state.journal.length - MOST_ENTRIES)
}

/** Adds one line of a program, as it stands in the journal of the unit. */
export function logLine(world: World, unit: string, identifier: string, message: string, priority = INFO): void {
  say(world, { unit, identifier, message: message.slice(0, LONGEST_MESSAGE), priority })
}

export interface JournalOutput extends Output {
  /** No more will be written: a last line without a line end is an entry too. */
  end(): void
}

/** A standard stream that goes to the journal: an entry a line, longer ones cut, empty ones left out as journald does. */
export function journalOutput(world: World, about: Pick<Said, 'unit' | 'identifier' | 'priority'>): JournalOutput {
  const decoder = new StringDecoder('latin1')
  let rest = ''
  const tell = (bytes: string, lineBreak?: LineBreak): void => {
    const message = Buffer.from(bytes, 'latin1').toString('utf8')
    if (message !== '') say(world, { ...about, message, isOutput: true, ...(lineBreak ? { lineBreak } : {}) })
  }
  const cut = (): void => {
    for (; rest.length > LONGEST_MESSAGE; rest = rest.slice(LONGEST_MESSAGE)) {
      tell(rest.slice(0, LONGEST_MESSAGE), 'line-max')
    }
  }
  return {
    write: async content => {
      const lines = (rest + decoder.write(Buffer.from(content))).split('\n')
      rest = lines.pop() ?? ''
      const unfinished = rest
      for (const line of lines) {
        rest = line
        cut()
        tell(rest)
      }
      rest = unfinished
      cut()
    },
    end() {
      tell(rest, 'eof')
      rest = ''
    },
  }
}

/**
 * Bytes in, whole harmless lines out.
 *
 * Redraws (a progress bar's bare carriage returns) are shown as a terminal would leave them, the last one of a line,
 * and meanwhile at most one a second, so that a bar neither floods a log nor leaves it silent.
 */
import { StringDecoder } from 'node:string_decoder'
import { harmlessLines, isHarmless } from './harmless-text.ts'

export interface LineCutterOptions {
  /** All whole lines of one piece of input, in order; never called with none. */
  readonly onLines: (lines: readonly string[]) => void
  /** Characters of a line that are kept; the rest is counted, not stored. Default 16 384. */
  readonly maxLineLength?: number
  /** Milliseconds on a clock that never goes back. */
  readonly now?: () => number
}

export interface LineCutter {
  write(data: Uint8Array | string): void
  /** Hands out a last line without a line end. */
  end(): void
}

const DEFAULT_MAX_LINE_LENGTH = 16_384
const REDRAW_INTERVAL_MS = 1000
/** An escape sequence that is still unfinished after this many characters is none. */
const MAX_HELD_LENGTH = 4096

/** What may go on in the next piece: line ends written as CR LF, and escape sequences (see harmless-text.ts). */
const UNFINISHED =
  /(?:\r+|(?:\u001b\[|\u009b)[0-?]*[ -/]*|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c\n]*\u001b?|\u001b[ -/]*)$/

/** Cuts UTF-8 (invalid bytes become U+FFFD) into lines without ever storing more than one capped line. */
export function createLineCutter(options: LineCutterOptions): LineCutter {
  const { onLines, now = () => performance.now() } = options
  const line = createLine(options.maxLineLength ?? DEFAULT_MAX_LINE_LENGTH)
  const decoder = new StringDecoder('utf8')
  let held = ''
  let redrawnAt = Number.NEGATIVE_INFINITY

  /** Adds one line's text to the current line; every carriage return in it starts the line over. */
  const addWithRedraws = (text: string, lines: string[]): void => {
    const [first = '', ...redraws] = text.split('\r')
    line.add(first)
    for (const redraw of redraws) {
      const old = line.take()
      if (old !== '' && now() - redrawnAt >= REDRAW_INTERVAL_MS) {
        lines.push(old)
        redrawnAt = now()
      }
      line.add(redraw)
    }
  }

  const cut = (text: string): void => {
    const add = text.includes('\r') ? addWithRedraws : line.add
    const lines: string[] = []
    const pieces = text.split('\n')
    const last = pieces.pop() ?? ''
    for (const piece of pieces) {
      add(piece, lines)
      lines.push(line.take())
    }
    add(last, lines)
    if (lines.length > 0) onLines(lines)
  }

  const write = (text: string): void => {
    const whole = held + text
    held = ''
    if (isHarmless(whole)) {
      cut(whole)
      return
    }
    const unfinished = UNFINISHED.exec(whole)?.[0] ?? ''
    if (unfinished.length > 0 && unfinished.length <= MAX_HELD_LENGTH) held = unfinished
    cut(harmlessExceptRedraws(whole.slice(0, whole.length - held.length)))
  }

  return {
    write: data => write(typeof data === 'string' ? data : decoder.write(data)),
    end() {
      write(decoder.end())
      cut(harmlessLines(held))
      held = ''
      if (!line.isEmpty()) onLines([line.take()])
    },
  }
}

const harmlessExceptRedraws = (text: string): string =>
  text
    .replace(/\r+\n/g, '\n')
    .split('\r')
    .map(part => harmlessLines(part))
    .join('\r')

/** The line being put together: at most `maxLength` characters, and a count of what came after them. */
function createLine(maxLength: number) {
  let text = ''
  let cutLength = 0
  return {
    isEmpty: (): boolean => text === '' && cutLength === 0,
    add(more: string): void {
      const room = maxLength - text.length
      if (more.length <= room) {
        text += more
        return
      }
      text += more.slice(0, room)
      cutLength += more.length - room
    },
    take(): string {
      // The cap may fall between the two halves of a character.
      const whole = cutLength === 0 ? text : `${text.toWellFormed()}… (${grouped(cutLength)} characters cut)`
      text = ''
      cutLength = 0
      return whole
    },
  }
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ')

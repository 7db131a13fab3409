/**
 * Lines of a log by page, only as many as a few screens need: memory stays flat however long the log is. Wanted pages
 * are asked for once a frame, so a fast scroll asks for where it arrives and not for all it passes.
 */
import type { LogLine } from '../../shared/log-lines.ts'

export const PAGE_LINES = 200
const MAX_PAGES = 16

export interface LineCache {
  /** The line, if it is here. */
  line(number: number): LogLine | undefined
  /** These lines are being looked at; `lineCount` is how many there are. */
  want(first: number, last: number, lineCount: number): void
  /** Counts up whenever lines came. */
  version(): number
  subscribe(listener: () => void): () => void
  /** How many lines are held. */
  size(): number
}

type ReadLines = (firstLine: number, count: number) => Promise<readonly LogLine[]>

/** The pages that are here, the least lately read first; never more than `MAX_PAGES`. */
function openPages() {
  const pages = new Map<number, readonly LogLine[]>()
  return {
    line: (number: number) => pages.get(Math.floor(number / PAGE_LINES))?.[number % PAGE_LINES],
    isWhole: (page: number, lineCount: number) =>
      (pages.get(page)?.length ?? -1) >= Math.min(PAGE_LINES, lineCount - page * PAGE_LINES),
    keep(page: number, lines: readonly LogLine[]): void {
      pages.delete(page)
      pages.set(page, lines)
      for (const oldest of pages.keys()) {
        if (pages.size <= MAX_PAGES) break
        pages.delete(oldest)
      }
    },
    size: () => [...pages.values()].reduce((sum, lines) => sum + lines.length, 0),
  }
}

/** An empty cache over `readLines`. */
export function openLineCache(read: ReadLines): LineCache {
  const { line, isWhole, keep, size } = openPages()
  const reading = new Set<number>()
  const listeners = new Set<() => void>()
  let version = 0
  let wanted: readonly number[] = []
  let isFrameAsked = false

  const readPage = async (page: number): Promise<void> => {
    reading.add(page)
    try {
      keep(page, await read(page * PAGE_LINES, PAGE_LINES))
      version++
      for (const listener of listeners) listener()
    } catch {
      // What could not be read stays blank and is asked for again with the next frame that shows it.
    } finally {
      reading.delete(page)
    }
  }
  const flush = (): void => {
    isFrameAsked = false
    for (const page of wanted) if (!reading.has(page)) void readPage(page)
  }
  const want: LineCache['want'] = (first, last, lineCount) => {
    wanted = pagesBetween(first, last).filter(page => !isWhole(page, lineCount))
    if (wanted.length === 0 || isFrameAsked) return
    isFrameAsked = true
    requestAnimationFrame(flush)
  }
  const subscribe: LineCache['subscribe'] = listener => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return { line, want, version: () => version, subscribe, size }
}

function pagesBetween(first: number, last: number): readonly number[] {
  const [from, to] = [Math.floor(Math.max(0, first) / PAGE_LINES), Math.floor(Math.max(0, last) / PAGE_LINES)]
  return Array.from({ length: to - from + 1 }, (_, offset) => from + offset)
}

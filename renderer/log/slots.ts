/**
 * Browsers end an element's height somewhere between 17 and 33 million pixels, so a very long log cannot have a row's
 * height for each line. The scroller has at most `MAX_SLOTS` slots; up to that a slot is a line, beyond it the place of
 * the scroll bar says which line comes first and the lines after it follow one by one.
 */

export const ROW_PX = 18
export const MAX_SLOTS = 500_000

/** How many slots a log of so many lines has. */
export const slotCount = (lineCount: number): number => Math.min(lineCount, MAX_SLOTS)

interface View {
  readonly lineCount: number
  /** Rows that fit into the window of the log. */
  readonly rows: number
}

/** What to add to a slot's number for the line it shows while `firstSlot` is on top. */
export function lineShift(firstSlot: number, { lineCount, rows }: View): number {
  const [lastFirstSlot, lastFirstLine] = [slotCount(lineCount) - rows, lineCount - rows]
  if (lineCount <= MAX_SLOTS || lastFirstSlot <= 0) return 0
  return Math.round((Math.min(firstSlot, lastFirstSlot) / lastFirstSlot) * lastFirstLine) - firstSlot
}

/** The slot to put on top so that a line is in sight, a third of the way down. */
export function slotFor(line: number, { lineCount, rows }: View): number {
  const top = Math.max(0, line - Math.floor(rows / 3))
  if (lineCount <= MAX_SLOTS) return top
  const [lastFirstSlot, lastFirstLine] = [slotCount(lineCount) - rows, lineCount - rows]
  return Math.round((Math.min(top, lastFirstLine) / lastFirstLine) * lastFirstSlot)
}

/**
 * Only the rows of a long list that are in sight are in the document: each costs the browser some milliseconds, and the
 * layout of a table is one piece of work however little of it changed. What is given up is the browser's own search for
 * rows out of sight; the lists that can be long have a search of their own.
 */

import { elementScroll, type observeElementRect, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useState } from 'react'

interface List {
  /** Of the whole list. */
  readonly ids: readonly string[]
  /** The table's body, which scrolls with the page. */
  readonly body: RefObject<HTMLTableSectionElement | null>
  /** The row that is drawn even when it is out of sight. */
  readonly tabStop: string | undefined
  /** About how high a row is, in pixels, until it is measured. */
  readonly rowPx: number
}

interface RowInSight {
  readonly id: string
  /** From 0, in the whole list. */
  readonly index: number
  /** The room of the rows between this one and the one drawn before it. */
  readonly gapPx: number
}

/** What scrolls: the page below the bar. */
const scroller = (): HTMLElement | null => document.querySelector('main')

/** How far below the top of all that scrolls the body begins; asked when the browser has to know anyway. */
function useTop(body: RefObject<HTMLTableSectionElement | null>): number {
  const [topPx, setTopPx] = useState(0)
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const page = scroller()
      if (!page || !body.current) return
      const from = page.getBoundingClientRect().top - page.scrollTop
      setTopPx(Math.round(body.current.getBoundingClientRect().top - from))
    })
    return () => cancelAnimationFrame(frame)
  })
  return topPx
}

type Hear = Parameters<typeof observeElementRect<HTMLElement>>

/** As the library's own, which also asks at once: the browser tells after it laid everything out anyway. */
function hearSize(...[{ scrollElement }, hear]: Hear): (() => void) | undefined {
  if (!scrollElement) return undefined
  const observer = new ResizeObserver(([entry]) => entry && hear(entry.contentRect))
  observer.observe(scrollElement)
  return () => observer.disconnect()
}

/** The rows to draw, the room before each and after the last, and what measures a row by its `data-index`. */
export function useRowsInSight({ ids, body, tabStop, rowPx }: List) {
  const topPx = useTop(body)
  const kept = tabStop === undefined ? -1 : ids.indexOf(tabStop)
  const virtualizer = useVirtualizer<HTMLElement, HTMLTableRowElement>({
    count: ids.length,
    getScrollElement: scroller,
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    observeElementRect: hearSize,
    // At the beginning it is told to scroll to where it is, for which the table would be laid out.
    scrollToFn: (offset, how, instance) => offset > 0 && elementScroll(offset, how, instance),
    estimateSize: () => rowPx,
    // A row that was just drawn is not asked for its height, which would lay out the table: the browser tells it.
    measureElement: (row, told, { itemSizeCache }) =>
      told?.borderBoxSize[0]?.blockSize ?? itemSizeCache.get(row.dataset.row ?? '') ?? rowPx,
    getItemKey: index => ids[index] ?? index,
    // Drawn in a turn of its own, not in the middle of the browser's scrolling.
    useFlushSync: false,
    scrollMargin: topPx,
    overscan: 4,
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const [first, last] = [Math.max(0, startIndex - overscan), Math.min(count - 1, endIndex + overscan)]
      const inSight = Array.from({ length: last - first + 1 }, (_, at) => first + at)
      if (kept < 0 || (kept >= first && kept <= last)) return inSight
      return kept < first ? [kept, ...inSight] : [...inSight, kept]
    },
  })
  let endPx = topPx
  const rows: RowInSight[] = []
  for (const { index, start, end } of virtualizer.getVirtualItems()) {
    const id = ids[index]
    if (id === undefined) continue
    rows.push({ id, index, gapPx: start - endPx })
    endPx = end
  }
  return { rows, gapAfterPx: virtualizer.getTotalSize() + topPx - endPx, measure: virtualizer.measureElement }
}

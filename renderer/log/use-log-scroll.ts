import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import { lineShift, ROW_PX, slotCount, slotFor } from './slots.ts'

/** Whether the view sticks to the end: from the start if wanted, until somebody scrolls up. */
function useFollowing(box: RefObject<HTMLDivElement | null>, lineCount: number, startsAtEnd: boolean) {
  const [isFollowing, setFollowing] = useState(startsAtEnd)
  const lastTop = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a longer log moves the end
  useLayoutEffect(() => {
    if (isFollowing && box.current) box.current.scrollTop = box.current.scrollHeight
  }, [isFollowing, lineCount])
  const onScroll = (): void => {
    const element = box.current
    if (!element) return
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < ROW_PX * 1.5
    // Only a move up lets go: the log growing under the view is not one.
    if (isAtEnd) setFollowing(true)
    else if (element.scrollTop < lastTop.current) setFollowing(false)
    lastTop.current = element.scrollTop
  }
  return { isFollowing, setFollowing, onScroll }
}

/** Which rows to draw, where, and whether the view sticks to the end. */
export function useLogScroll(lineCount: number, startsAtEnd: boolean) {
  const box = useRef<HTMLDivElement>(null)
  const following = useFollowing(box, lineCount, startsAtEnd)
  const slots = slotCount(lineCount)
  const virtualizer = useVirtualizer({
    count: slots,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
  })
  const rows = Math.max(1, Math.floor((virtualizer.scrollRect?.height ?? 0) / ROW_PX))
  const view = { lineCount, rows }
  const shift = lineShift(virtualizer.range?.startIndex ?? 0, view)
  const items = virtualizer
    .getVirtualItems()
    .map(({ index, start }) => ({ line: index + shift, topPx: start }))
    .filter(({ line }) => line >= 0 && line < lineCount)
  const showLine = (line: number): void => {
    following.setFollowing(false)
    virtualizer.scrollToIndex(slotFor(line, view), { align: 'start' })
  }
  return { box, items, heightPx: slots * ROW_PX, showLine, ...following }
}

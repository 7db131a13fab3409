import { useEffect, useState } from 'react'

/** More than fit on a screen. */
const FIRST = 16
/** As many as are drawn within a few hundredths of a second. */
const STEP = 32

/**
 * The beginning of a long list, then a little more after each frame until it is whole: what is on the screen comes
 * first. Not as a transition, which starts over with every piece of news and so never ends while news keep coming.
 */
export function useGradually<Item>(items: readonly Item[]): readonly Item[] {
  const [count, setCount] = useState(FIRST)
  const isWhole = count >= items.length
  useEffect(() => {
    if (isWhole) return
    let timer: ReturnType<typeof setTimeout> | undefined
    // The timeout lets the frame be painted, and whoever clicked meanwhile be heard.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setCount(count + STEP))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [isWhole, count])
  return isWhole ? items : items.slice(0, count)
}

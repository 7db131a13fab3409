import { startTransition, useEffect, useState } from 'react'

const FIRST = 30
const STEP = 20

/** The beginning of a long list, and bit by bit all of it: what is on the screen comes first and nothing stutters. */
export function useGradually<Item>(items: readonly Item[]): readonly Item[] {
  const [count, setCount] = useState(FIRST)
  const isWhole = count >= items.length
  useEffect(() => {
    if (isWhole) return
    const timer = setTimeout(() => startTransition(() => setCount(count + STEP)))
    return () => clearTimeout(timer)
  }, [isWhole, count])
  return isWhole ? items : items.slice(0, count)
}

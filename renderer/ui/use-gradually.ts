import { startTransition, useEffect, useState } from 'react'

const FIRST = 30

/** The beginning of a long list, then twice as much until it is whole: what is on the screen comes first. */
export function useGradually<Item>(items: readonly Item[]): readonly Item[] {
  const [count, setCount] = useState(FIRST)
  const isWhole = count >= items.length
  useEffect(() => {
    if (isWhole) return
    const timer = setTimeout(() => startTransition(() => setCount(count * 2)))
    return () => clearTimeout(timer)
  }, [isWhole, count])
  return isWhole ? items : items.slice(0, count)
}

import { useEffect, useState } from 'react'
import { useApi } from '../app/use-app.ts'

/** The app answers at most this many at once. */
const MOST = 1000

interface Found {
  readonly text: string
  readonly lines: readonly number[]
  /** Index of the match in sight, -1 for none. */
  readonly at: number
}

const nothing: Found = { text: '', lines: [], at: -1 }

/** Searches the whole log, not only what is in the window. */
export function useLogSearch(jobId: string, onShow: (line: number) => void) {
  const api = useApi()
  const [text, setText] = useState('')
  const [found, setFound] = useState(nothing)

  const go = (next: Found): void => {
    setFound(next)
    const line = next.lines[next.at]
    if (line !== undefined) onShow(line)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: searched anew only when the text changes
  useEffect(() => {
    if (text === '') return setFound(nothing)
    let isWanted = true
    const timer = setTimeout(
      () =>
        void api
          .searchLines(jobId, text, 0)
          .catch(() => [])
          .then(lines => isWanted && go({ text, lines, at: lines.length > 0 ? 0 : -1 })),
      200,
    )
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [api, jobId, text])

  const next = async (): Promise<void> => {
    const last = found.lines.at(-1)
    if (found.at < found.lines.length - 1 || last === undefined)
      return go({ ...found, at: Math.min(found.at + 1, found.lines.length - 1) })
    if (found.lines.length % MOST !== 0) return go({ ...found, at: 0 })
    const more = await api.searchLines(jobId, text, last + 1).catch(() => [])
    go(more.length === 0 ? { ...found, at: 0 } : { ...found, lines: [...found.lines, ...more], at: found.at + 1 })
  }
  const previous = (): void => go({ ...found, at: found.at > 0 ? found.at - 1 : found.lines.length - 1 })
  const isMore = found.lines.length > 0 && found.lines.length % MOST === 0
  const words =
    found.text === ''
      ? ''
      : found.lines.length === 0
        ? 'no match'
        : `${found.at + 1} of ${found.lines.length}${isMore ? '+' : ''}`
  return { text, setText, words, current: found.lines[found.at], hasMatches: found.lines.length > 0, next, previous }
}

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

const isMore = ({ lines }: Found): boolean => lines.length > 0 && lines.length % MOST === 0

function wordsOf(found: Found): string {
  if (found.text === '') return ''
  return found.lines.length === 0 ? 'no match' : `${found.at + 1} of ${found.lines.length}${isMore(found) ? '+' : ''}`
}

/** The next match; behind the last one known more are searched, and behind the very last comes the first. */
async function nextOf(found: Found, search: (from: number) => Promise<readonly number[]>): Promise<Found> {
  const last = found.lines.at(-1)
  if (last === undefined) return found
  if (found.at < found.lines.length - 1) return { ...found, at: found.at + 1 }
  const more = isMore(found) ? await search(last + 1).catch(() => []) : []
  return more.length === 0 ? { ...found, at: 0 } : { ...found, lines: [...found.lines, ...more], at: found.at + 1 }
}

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

  const next = async (): Promise<void> => go(await nextOf(found, from => api.searchLines(jobId, text, from)))
  const previous = (): void => go({ ...found, at: found.at > 0 ? found.at - 1 : found.lines.length - 1 })
  return {
    text,
    setText,
    words: wordsOf(found),
    current: found.lines[found.at],
    hasMatches: found.lines.length > 0,
    next,
    previous,
  }
}

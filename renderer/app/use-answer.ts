import { type DependencyList, useCallback, useEffect, useState } from 'react'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'

export type Asked<Value> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'failed'; readonly error: ErrorReport }

/** Asks when `dependencies` change and forgets answers that come too late; `again` asks once more. */
export function useAnswer<Value>(
  ask: () => Promise<Value>,
  dependencies: DependencyList,
): readonly [Asked<Value>, () => void] {
  const [answer, setAnswer] = useState<Asked<Value>>({ kind: 'asking' })
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what the question depends on
  useEffect(() => {
    let isWanted = true
    setAnswer({ kind: 'asking' })
    ask().then(
      value => isWanted && setAnswer({ kind: 'answered', value }),
      thrown => isWanted && setAnswer({ kind: 'failed', error: toAppError(thrown).report }),
    )
    return () => {
      isWanted = false
    }
  }, [...dependencies, round])
  return [answer, useCallback(() => setRound(count => count + 1), [])]
}

export interface Patience {
  /** Aborted by the caller's signal, or when the time is over. */
  readonly signal: AbortSignal
  readonly isAsking: () => boolean
  /** The clock stands still while a person is asked, and starts anew afterwards. */
  whileAsking<Value>(task: () => Promise<Value>): Promise<Value>
  close(): void
}

/** Waits at most `limitMs` for a machine, and as long as it takes for a person. */
export function openPatience(limitMs: number, timeout: () => Error, outer?: AbortSignal): Patience {
  const controller = new AbortController()
  const startClock = () => setTimeout(() => controller.abort(timeout()), limitMs)
  const follow = () => controller.abort(outer?.reason)
  if (outer?.aborted === true) follow()
  outer?.addEventListener('abort', follow, { once: true })
  let clock = startClock()
  let asking = 0
  let isClosed = false
  return {
    signal: controller.signal,
    isAsking: () => asking > 0,
    async whileAsking(task) {
      asking += 1
      clearTimeout(clock)
      try {
        return await task()
      } finally {
        asking -= 1
        if (asking === 0 && !isClosed) clock = startClock()
      }
    },
    close() {
      isClosed = true
      clearTimeout(clock)
      outer?.removeEventListener('abort', follow)
    },
  }
}

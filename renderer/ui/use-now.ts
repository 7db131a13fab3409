import { useSyncExternalStore } from 'react'

type Listener = () => void

/** One clock for all components that tick alike. */
function createClock(everyMs: number) {
  const listeners = new Set<Listener>()
  let now = Date.now()
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = (): void => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    now: () => now,
    subscribe(listener: Listener): () => void {
      listeners.add(listener)
      now = Date.now()
      timer ??= setInterval(tick, everyMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
  }
}

const seconds = createClock(1000)
const halfMinutes = createClock(30_000)

/** Milliseconds since 1970, renewed every second or every half minute. */
export function useNow(pace: 'second' | 'half-minute'): number {
  const clock = pace === 'second' ? seconds : halfMinutes
  return useSyncExternalStore(clock.subscribe, clock.now)
}

/** Time on a practice machine, which can go faster than life. */
export interface Clock {
  /** Waits as long as `lifeMs` would feel at the machine's speed; rejects with the signal's reason when aborted. */
  sleep(lifeMs: number, signal: AbortSignal): Promise<void>
}

/** The longest a timer can take; nobody waits for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** `speed` 1 is life, 100 is a hundred times faster. */
export function createClock(speed: number): Clock {
  const sleep = (lifeMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal.reason)
      }
      const timer = setTimeout(
        () => {
          signal.removeEventListener('abort', onAbort)
          resolve()
        },
        Math.min(lifeMs / speed, LONGEST_TIMER_MS),
      )
      signal.addEventListener('abort', onAbort, { once: true })
    })
  return { sleep }
}

import { setImmediate } from 'node:timers/promises'

const LONGEST_MS = 8

/** For long loops: call and await it on each turn; it lets others have the thread every few milliseconds. */
export function createBreather(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < LONGEST_MS) return undefined
    return setImmediate().then(() => {
      since = performance.now()
    })
  }
}

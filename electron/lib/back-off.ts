const FIRST_DELAY_MS = 500
const MAX_DELAY_MS = 15_000

/** How long to wait before try number `attempt` + 2, counted from 0: 0.5, 1, 2, 4, 8 s and then always 15 s. */
export const backOffDelayMs = (attempt: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** Math.max(0, attempt), MAX_DELAY_MS)

/** Waits; rejects with the signal's reason when aborted. */
export async function waitFor(delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, delayMs)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/** How fast a link is, from what went over it while something did. */
export interface LinkRate {
  add(bytes: number): void
  /** Bytes a second; undefined before there is enough to tell. */
  bytesPerSecond(): number | undefined
}

const LEAST_BYTES = 2 * 1024 * 1024
const LEAST_MS = 250

export function createLinkRate(now: () => number = () => performance.now()): LinkRate {
  const startedAtMs = now()
  let total = 0
  return {
    add(bytes) {
      total += bytes
    },
    bytesPerSecond() {
      const elapsedMs = now() - startedAtMs
      return total < LEAST_BYTES || elapsedMs < LEAST_MS ? undefined : (total / elapsedMs) * 1000
    },
  }
}

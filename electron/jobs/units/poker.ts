export interface Poker {
  poke(): void
  /** Resolves at the next poke, or at once when there was one since the last call. */
  next(): Promise<void>
}

/** Wakes somebody who waits; a poke while nobody waits is kept. */
export function createPoker(): Poker {
  let isPoked = false
  let wake: (() => void) | undefined
  return {
    poke() {
      isPoked = true
      wake?.()
    },
    async next() {
      if (!isPoked) {
        await new Promise<void>(resolve => {
          wake = resolve
        })
      }
      isPoked = false
    },
  }
}

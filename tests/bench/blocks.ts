import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Result } from './result.ts'

/** What kept a thread from its other work. */
export interface Blocks {
  /** The longest time in one piece, as it passed. */
  readonly longestMs: number
  /** The most that the thread itself computed in one piece: what is beyond it, other programs took. */
  readonly longestOwnMs: number
  /** All that the thread computed. */
  readonly ownMs: number
}

/** As a line of the table. */
export const blockResult = (what: string, { longestMs, longestOwnMs }: Blocks): Result => ({
  what,
  unit: 'ms',
  value: longestOwnMs,
  aim: { below: 50, of: 'value' },
  note: `its own computing; ${longestMs.toFixed(0)} ms passed, other programs’ share included`,
})

const PACE_MS = 2

const threadMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** Watches the event loop of this thread until `read`, which starts it over. */
export function watchBlocks(): { readonly read: () => Promise<Blocks> } {
  const delay = monitorEventLoopDelay({ resolution: PACE_MS })
  delay.enable()
  let longestOwnMs = 0
  let [startedMs, lastMs, lastAt] = [threadMs(), threadMs(), performance.now()]
  const look = (): void => {
    const [ownMs, at] = [threadMs(), performance.now()]
    longestOwnMs = Math.max(longestOwnMs, Math.min(ownMs - lastMs, at - lastAt))
    ;[lastMs, lastAt] = [ownMs, at]
  }
  setInterval(look, PACE_MS).unref()
  return {
    async read() {
      // What blocked just now is noticed by timers only.
      await sleep(PACE_MS * 5)
      const blocks = { longestMs: delay.max / 1e6, longestOwnMs, ownMs: lastMs - startedMs }
      delay.reset()
      longestOwnMs = 0
      startedMs = lastMs
      // The histogram forgets where it was: its first turn is not counted.
      await sleep(PACE_MS * 5)
      return blocks
    },
  }
}

import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Result } from './result.ts'

/** What kept a thread from its other work. */
export interface Blocks {
  /** The longest time in one piece, as it passed. */
  readonly longestMs: number
  /** The most that the thread itself computed in one piece: what is beyond it, other programs took. */
  readonly longestOwnMs: number
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

/** Watches the event loop of this thread until `read`, which starts it over. */
export function watchBlocks(): { readonly read: () => Blocks } {
  const delay = monitorEventLoopDelay({ resolution: PACE_MS })
  delay.enable()
  let longestOwnMs = 0
  let last = { at: performance.now(), cpu: process.threadCpuUsage() }
  const look = (): void => {
    const now = { at: performance.now(), cpu: process.threadCpuUsage() }
    const ownMs = (now.cpu.user + now.cpu.system - last.cpu.user - last.cpu.system) / 1000
    longestOwnMs = Math.max(longestOwnMs, Math.min(ownMs, now.at - last.at))
    last = now
  }
  setInterval(look, PACE_MS).unref()
  return {
    read() {
      look()
      const blocks = { longestMs: delay.max / 1e6, longestOwnMs }
      delay.reset()
      longestOwnMs = 0
      return blocks
    },
  }
}

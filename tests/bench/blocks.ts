import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** What kept this thread from its other work. */
export interface Blocks {
  /** The longest time between two turns of the event loop, beyond the timer's own pace. */
  readonly longestMs: number
  /** The most of one such time that this thread really computed: what is beyond it, other programs took. */
  readonly longestOwnMs: number
}

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

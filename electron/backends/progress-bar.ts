import type { ProgressPoint } from './backend.ts'

/**
 * Remembers how far a bar came. What it says of bytes only ever grows and never passes the total, whatever is read; a
 * point that equals the last one is no news (undefined).
 */
export interface ProgressBar {
  readonly doneBytes: number
  /** More to do than was known before. */
  setTotal(bytes: number): void
  setDone(bytes: number): void
  /** Everything is done: sizes were rounded, so their sum seldom meets the total. */
  fill(): void
  /** A point with bytes; silent as long as no total is known. */
  sized(phase: string): ProgressPoint | undefined
  /** A point of a phase that reports no size. */
  silent(phase: string): ProgressPoint | undefined
}

const sane = (bytes: number): number => (Number.isFinite(bytes) && bytes > 0 ? Math.floor(bytes) : 0)

export function createProgressBar(): ProgressBar {
  let totalBytes = 0
  let doneBytes = 0
  let last: ProgressPoint | undefined
  const point = (next: ProgressPoint): ProgressPoint | undefined => {
    if (last?.phase === next.phase && last.doneBytes === next.doneBytes && last.totalBytes === next.totalBytes) {
      return undefined
    }
    last = next
    return next
  }
  return {
    get doneBytes() {
      return doneBytes
    },
    setTotal: bytes => {
      totalBytes = Math.max(totalBytes, sane(bytes))
    },
    setDone: bytes => {
      doneBytes = Math.min(totalBytes, Math.max(doneBytes, sane(bytes)))
    },
    fill: () => {
      doneBytes = totalBytes
    },
    sized: phase => point({ phase, doneBytes, totalBytes }),
    silent: phase => point({ phase, doneBytes: 0, totalBytes: 0 }),
  }
}

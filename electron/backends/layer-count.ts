import { createProgressBar, type ProgressBar } from './progress-bar.ts'

/** Adds up layers on a bar: each counts once, when it is finished, with the size it was announced with. */
export interface LayerCount {
  readonly bar: ProgressBar
  /** More layers to fetch than were known before. */
  need(layers: number, bytes: number): void
  announce(hex: string, bytes: number): void
  finish(hex: string): void
  /** As many layers came as were needed; never when that was not told. */
  isComplete(): boolean
}

export function createLayerCount(): LayerCount {
  const bar = createProgressBar()
  const sizes = new Map<string, number>()
  const finished = new Set<string>()
  let neededLayers = 0
  let neededBytes = 0
  let fetchedBytes = 0
  const isComplete = (): boolean => neededLayers > 0 && finished.size >= neededLayers
  return {
    bar,
    need(layers, bytes) {
      neededLayers += layers
      neededBytes += bytes
      bar.setTotal(neededBytes)
    },
    announce: (hex, bytes) => void sizes.set(hex, bytes),
    finish(hex) {
      if (finished.has(hex)) return
      finished.add(hex)
      fetchedBytes += sizes.get(hex) ?? 0
      bar.setDone(fetchedBytes)
      if (isComplete()) bar.fill()
    },
    isComplete,
  }
}

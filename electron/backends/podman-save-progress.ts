import type { ProgressReader } from './backend.ts'
import { createProgressBar } from './progress-bar.ts'

const BLOB = /^Copying blob (?:sha256:)?([0-9a-f]{12,64})\b/

/**
 * Reads `podman image save` off a terminal, which prints one line per layer when it begins and never a size
 * (tests/reference/podman/errors.md): so the phase counts layers and the bar stays silent.
 */
export function createSaveProgressReader(layerCount: number): ProgressReader {
  const bar = createProgressBar()
  const blobs = new Set<string>()
  const layerPhase = (): string => {
    const nth = layerCount > 0 ? Math.min(blobs.size, layerCount) : blobs.size
    return layerCount > 0 ? `Exporting layer ${nth} of ${layerCount}` : `Exporting layer ${nth}`
  }
  return {
    read(_stream, line) {
      const blob = BLOB.exec(line)?.[1]
      if (blob !== undefined) {
        if (blobs.has(blob)) return undefined
        blobs.add(blob)
        return bar.silent(layerPhase())
      }
      return /^(?:Copying config|Writing manifest)\b/.test(line) ? bar.silent('Finishing the export') : undefined
    },
  }
}

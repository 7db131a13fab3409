/**
 * Whether a blob travels compressed. It pays on a slow link and costs on a fast one, so it is measured: how fast this
 * upload has been so far, and how fast and how small this very piece becomes.
 */

import { promisify } from 'node:util'
import { constants, type ZstdOptions, zstdCompress } from 'node:zlib'

const compress = promisify(zstdCompress)

/** The fastest level: on operating systems it makes about half of it, three times as fast as the usual one. */
const ZSTD: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Below this a gain is noise. */
const LEAST_GAIN = 1.2

export interface Trial {
  readonly compressed?: Buffer
  /** What was sent over the link so far, a second; undefined before anything was. */
  readonly linkBytesPerSecond: number | undefined
  readonly compressedBytesPerSecond: number
  /** Original size by compressed size. */
  readonly ratio: number
}

/** The link or the processor is the limit, whichever is slower. */
export function isWorthIt({ linkBytesPerSecond, compressedBytesPerSecond, ratio }: Trial): boolean {
  if (linkBytesPerSecond === undefined) return false
  return Math.min(compressedBytesPerSecond, linkBytesPerSecond * ratio) > linkBytesPerSecond * LEAST_GAIN
}

/** Compresses a piece and says what came of it. */
export async function tryCompression(
  sample: Buffer,
  linkBytesPerSecond: number | undefined,
): Promise<Trial & { readonly compressed: Buffer }> {
  const startedAt = performance.now()
  const compressed = await compress(sample, ZSTD)
  const seconds = Math.max(1e-6, (performance.now() - startedAt) / 1000)
  return {
    compressed,
    linkBytesPerSecond,
    compressedBytesPerSecond: sample.length / seconds,
    ratio: sample.length / Math.max(1, compressed.length),
  }
}

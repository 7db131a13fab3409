/**
 * Whether a blob travels compressed. It pays on a slow link and costs on a fast one, so it is measured: how fast this
 * upload has been so far, and how fast and how small a sample of this very piece becomes.
 */

import { promisify } from 'node:util'
import { constants, type ZstdOptions, zstdCompress } from 'node:zlib'

const compressWith = promisify(zstdCompress)

/** The fastest level: on operating systems it makes about half of it, three times as fast as the usual one. */
const ZSTD: ZstdOptions = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Below this a gain is noise. */
const LEAST_GAIN = 1.2

export interface Trial {
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

/** At the fastest level. */
export const compress = (content: Buffer): Promise<Buffer> => compressWith(content, ZSTD)

/** Compresses a sample and says what came of it. */
export async function tryCompression(sample: Buffer, linkBytesPerSecond: number | undefined): Promise<Trial> {
  const startedAt = performance.now()
  const compressed = await compress(sample)
  const seconds = Math.max(1e-6, (performance.now() - startedAt) / 1000)
  return {
    linkBytesPerSecond,
    compressedBytesPerSecond: sample.length / seconds,
    ratio: sample.length / Math.max(1, compressed.length),
  }
}

/** The content of a blob in pieces that say how long they are and whether they are compressed. */

import { compress, isWorthIt, tryCompression } from './compression.ts'

/** Large enough that a program for each costs nothing, small enough to be in memory a few times. */
const PIECE_BYTES = 4 * 1024 * 1024
const SAMPLE_BYTES = 128 * 1024
/** A blob that did not gain from it is tried again after so much: a layer is not the same from end to end. */
const TRY_AGAIN_PIECES = 16

export interface PieceOptions {
  /** How long all of it is. */
  readonly totalBytes: number
  readonly mayCompress: boolean
  linkBytesPerSecond(): number | undefined
  onContent(count: number): void
  onWire(count: number): void
}

/** Joins what is read up to the size of a piece. */
async function* collected(source: AsyncIterable<Buffer>): AsyncIterable<readonly Buffer[]> {
  let piece: Buffer[] = []
  let length = 0
  for await (const part of source) {
    piece.push(part)
    length += part.length
    if (length < PIECE_BYTES) continue
    yield piece
    piece = []
    length = 0
  }
  if (length > 0) yield piece
}

const lengthOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0)

/** The piece compressed, where that is worth it now: a sample tells at a small price what the whole would bring. */
async function compressedOrNot(parts: readonly Buffer[], linkBytesPerSecond: number | undefined) {
  const [first] = parts
  // Until the link is measured nothing can be said.
  if (linkBytesPerSecond === undefined || !first) return undefined
  const sample = await tryCompression(first.subarray(0, SAMPLE_BYTES), linkBytesPerSecond)
  return isWorthIt(sample) ? compress(Buffer.concat(parts)) : undefined
}

/** All of it as one piece, where nothing is gained by compressing. */
async function* inOnePiece(source: AsyncIterable<Buffer>, { totalBytes, onContent, onWire }: PieceOptions) {
  if (totalBytes > 0) yield Buffer.from(`plain ${totalBytes}\n`)
  for await (const part of source) {
    yield part
    onWire(part.length)
    onContent(part.length)
  }
}

async function* inManyPieces(source: AsyncIterable<Buffer>, options: PieceOptions): AsyncIterable<Buffer> {
  const { linkBytesPerSecond, onContent, onWire } = options
  let waitPieces = 0
  for await (const parts of collected(source)) {
    const length = lengthOf(parts)
    const smaller = waitPieces === 0 ? await compressedOrNot(parts, linkBytesPerSecond()) : undefined
    const sent = smaller ? [smaller] : parts
    if (linkBytesPerSecond() !== undefined && !smaller) waitPieces = (waitPieces + 1) % TRY_AGAIN_PIECES
    yield Buffer.from(`${smaller ? 'zstd' : 'plain'} ${lengthOf(sent)}\n`)
    for (const part of sent) {
      yield part
      onWire(part.length)
      if (!smaller) onContent(part.length)
    }
    if (smaller) onContent(length)
  }
}

/** What a lane is told of a blob’s content. */
export const inPieces = (source: AsyncIterable<Buffer>, options: PieceOptions): AsyncIterable<Buffer> =>
  options.mayCompress ? inManyPieces(source, options) : inOnePiece(source, options)

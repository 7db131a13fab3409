/** The bytes of one blob on their way to the machine: hashed as they are read, from where the machine already is. */

import { createHash, type Hash } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'

/** What the machine holds of a blob already. */
export interface Held {
  readonly sizeBytes: number
  readonly sha256: string
}

export interface Opened {
  /** How many bytes the machine keeps: 0 to start afresh. */
  readonly fromByte: number
  /** The rest. Throws `layout/digest-mismatch` before its last byte was taken when the whole holds something else. */
  readonly rest: AsyncIterable<Buffer>
}

async function* hashed(blob: LayoutBlob, path: string, hash: Hash, fromByte: number): AsyncIterable<Buffer> {
  let last: Buffer | undefined
  for await (const piece of blob.read(fromByte)) {
    if (last !== undefined) yield last
    hash.update(piece)
    last = piece
  }
  const has = `sha256:${hash.digest('hex')}`
  if (has !== blob.digest) throw new AppError('layout/digest-mismatch', { path, digest: blob.digest, has })
  if (last !== undefined) yield last
}

/** Hashes the first bytes without sending them. */
async function hashPrefix(blob: LayoutBlob, sizeBytes: number): Promise<Hash> {
  const hash = createHash('sha256')
  let left = sizeBytes
  for await (const piece of blob.read(0)) {
    hash.update(piece.subarray(0, left))
    left -= Math.min(left, piece.length)
    if (left === 0) break
  }
  return hash
}

/** Continues behind what the machine holds where that is the blob’s own beginning, and starts afresh where it is not. */
export async function openBlob(blob: LayoutBlob, path: string, held: Held): Promise<Opened> {
  const { sizeBytes, sha256 } = held
  if (sizeBytes > 0 && sizeBytes <= blob.sizeBytes) {
    const hash = await hashPrefix(blob, sizeBytes)
    if (hash.copy().digest('hex') === sha256) {
      return { fromByte: sizeBytes, rest: hashed(blob, path, hash, sizeBytes) }
    }
  }
  return { fromByte: 0, rest: hashed(blob, path, createHash('sha256'), 0) }
}

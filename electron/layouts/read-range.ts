import type { FileHandle } from 'node:fs/promises'
import { READ_BYTES } from './layout-limits.ts'

/**
 * The bytes of an open file from one position to another, or to the file's end where that comes first. No read is under way
 * while nobody asks, so whoever leaves can close the file.
 */
export async function* readRange(file: FileHandle, fromByte: number, toByte: number): AsyncIterable<Buffer> {
  for (let position = fromByte; position < toByte; ) {
    const wanted = Math.min(READ_BYTES, toByte - position)
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(wanted), 0, wanted, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

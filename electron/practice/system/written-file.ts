/**
 * A file while it is written. Small ones are kept whole. Of larger ones (the layers of an image that is sent here) only
 * their size and hash are kept, so that a practice machine takes an image of any size and stays small.
 */

import { createHash, type Hash } from 'node:crypto'
import { type FileProblem, lookAt, readBytes, writeFile } from './files.ts'
import type { User } from './process.ts'
import type { World } from './world.ts'

/** A file is kept as it grows up to here, then at each doubling. */
const SMALL_BYTES = 256 * 1024
/** Content beyond this is not kept. */
const KEPT_BYTES = 4 * 1024 * 1024

interface Running {
  readonly sizeBytes: number
  readonly hash: Hash
}

/** How the hash of a file without content goes on when something is appended; gone when the app is closed. */
const running = new WeakMap<World, Map<string, Running>>()

function runningOf(world: World): Map<string, Running> {
  const known = running.get(world) ?? new Map<string, Running>()
  running.set(world, known)
  return known
}

export interface WritingFile {
  /** Takes more; tells whether it should be kept now. */
  add(chunk: Buffer): boolean
  keep(): FileProblem | undefined
}

interface Beginning {
  readonly sizeBytes: number
  /** Undefined where what is there is not known. */
  readonly hash: Hash | undefined
  /** Undefined where it is not kept. */
  readonly content: Buffer | undefined
}

function beginningOf(world: World, path: string, isAppending: boolean): Beginning {
  const sizeBytes = lookAt(world, path)?.sizeBytes ?? 0
  if (!isAppending || sizeBytes === 0) return { sizeBytes: 0, hash: createHash('sha256'), content: Buffer.alloc(0) }
  const content = readBytes(world, path)
  if (content) return { sizeBytes, content, hash: createHash('sha256').update(content) }
  const known = runningOf(world).get(path)
  return { sizeBytes, content: undefined, hash: known?.sizeBytes === sizeBytes ? known.hash.copy() : undefined }
}

export function openWriting(world: World, user: User, path: string, isAppending: boolean): WritingFile {
  const { hash, content, ...begun } = beginningOf(world, path, isAppending)
  let { sizeBytes } = begun
  let chunks = content && [content]
  let keptBytes = -1

  function keep(): FileProblem | undefined {
    if (keptBytes === sizeBytes) return undefined
    keptBytes = sizeBytes
    const sized = { sizeBytes, sha256: hash?.copy().digest('hex') ?? '' }
    const problem = writeFile(world, user, path, chunks ? Buffer.concat(chunks) : sized)
    if (!chunks && hash) runningOf(world).set(path, { sizeBytes, hash: hash.copy() })
    world.changed()
    return problem
  }

  return {
    keep,
    add(chunk) {
      hash?.update(chunk)
      sizeBytes += chunk.length
      if (sizeBytes > KEPT_BYTES) chunks = undefined
      chunks?.push(chunk)
      return sizeBytes < SMALL_BYTES || sizeBytes > keptBytes * 2
    },
  }
}

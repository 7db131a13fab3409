/** Sends one blob to a machine’s store. */

import { pipeline, Readable } from 'node:stream'
import { createZstdCompress } from 'node:zlib'
import { AppError, isAppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import type { CommandResult, CommandRunner } from '../lib/runner.ts'
import { type Held, openBlob } from './blob-source.ts'
import { isWorthIt, tryCompression, ZSTD } from './compression.ts'
import { BUSY, type JobPlaces, receiveCommand, SHORT, WRONG } from './store-commands.ts'

export interface SendContext {
  readonly runner: CommandRunner
  readonly machine: string
  /** Where the blobs come from, for messages. */
  readonly path: string
  readonly places: JobPlaces
  readonly tools: { readonly zstd: boolean; readonly flock: boolean }
  readonly signal: AbortSignal
  /** Bytes of a blob that are there now, sent or found. */
  onBytes(count: number): void
  /** Bytes that went over the link. */
  onWire(count: number): void
  /** How fast the link was so far, a second. */
  linkBytesPerSecond(): number | undefined
}

export const hexOf = ({ digest }: Pick<LayoutBlob, 'digest'>): string => digest.replace(/^sha256:/, '')

/** What the machine says first of a blob. */
type Answer = Held | 'stored' | undefined

function parseAnswer(line: string): Answer {
  if (line === 'stored') return 'stored'
  const [, sizeBytes, sha256] = /^have (\d+) ([0-9a-f]{64}) /.exec(line) ?? []
  return sha256 === undefined ? undefined : { sizeBytes: Number(sizeBytes), sha256 }
}

/** Looks at the first piece, and gives all of them again. */
async function peek(source: AsyncIterable<Buffer>): Promise<readonly [Buffer | undefined, AsyncIterable<Buffer>]> {
  const iterator = source[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* again(): AsyncIterable<Buffer> {
    try {
      if (!first.done) yield first.value
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value
    } finally {
      await iterator.return?.()
    }
  }
  return [first.done ? undefined : first.value, again()]
}

async function isCompressing(blob: LayoutBlob, sample: Buffer | undefined, context: SendContext): Promise<boolean> {
  if (blob.isCompressed || !context.tools.zstd || sample === undefined) return false
  return isWorthIt(await tryCompression(sample, context.linkBytesPerSecond()))
}

async function* counted(source: AsyncIterable<Buffer>, count: (bytes: number) => void): AsyncIterable<Buffer> {
  for await (const piece of source) {
    yield piece
    count(piece.length)
  }
}

function compressed(source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const zstd = createZstdCompress(ZSTD)
  // What goes wrong at the source shows in what is read from here.
  pipeline(Readable.from(source), zstd, () => undefined)
  return zstd
}

/** What the machine reads: a line that says how it comes, and then the bytes. */
async function* bytesFor(blob: LayoutBlob, held: Held, context: SendContext): AsyncIterable<Buffer> {
  const { fromByte, rest } = await openBlob(blob, context.path, held)
  context.onBytes(fromByte)
  const [sample, all] = await peek(rest)
  const isSmaller = await isCompressing(blob, sample, context)
  yield Buffer.from(`${fromByte > 0 ? 'append' : 'afresh'} ${isSmaller ? 'zstd' : 'plain'}\n`)
  const content = counted(all, context.onBytes)
  yield* counted(isSmaller ? compressed(content) : content, context.onWire)
}

/** One try; the exit code of `receive`. */
async function tryToSend(blob: LayoutBlob, context: SendContext, lock: boolean): Promise<CommandResult> {
  const answered = Promise.withResolvers<Answer>()
  async function* source(): AsyncIterable<Buffer> {
    const answer = await answered.promise
    if (answer === 'stored') context.onBytes(blob.sizeBytes)
    else if (answer !== undefined) yield* bytesFor(blob, answer, context)
  }
  const { runner, places, signal } = context
  try {
    return await runner.run(receiveCommand(places, { hex: hexOf(blob), sizeBytes: blob.sizeBytes }, lock), {
      signal,
      stdin: source,
      okExitCodes: [0, SHORT, WRONG, BUSY],
      onLines: (stream, [line = '']) => stream === 'stdout' && answered.resolve(parseAnswer(line)),
    })
  } finally {
    answered.resolve(undefined)
  }
}

const NO_SPACE = /No space left on device|Disk quota exceeded/

function explain(thrown: unknown, blob: LayoutBlob, { machine }: SendContext): unknown {
  if (!isAppError(thrown, 'command/failed')) return thrown
  const raw = thrown.raw ?? thrown.facts.stderr
  if (NO_SPACE.test(raw)) {
    return new AppError('space/full', { fileSystem: '/var/tmp', needed: '', free: '' }, { raw, cause: thrown })
  }
  const reason = thrown.facts.stderr.split('\n').at(-1) || `exit code ${thrown.facts.exitCode}`
  return new AppError('upload/refused', { machine, digest: blob.digest, reason }, { raw, cause: thrown })
}

/**
 * Sends one blob and resolves when the machine has hashed it and put it into place. Throws `upload/refused`, `space/full`,
 * what reading the blob throws (`layout/…`), and as `runner.run` does when the machine went away.
 */
export async function sendBlob(blob: LayoutBlob, context: SendContext): Promise<void> {
  let sentBytes = 0
  const own: SendContext = {
    ...context,
    onBytes(count) {
      sentBytes += count
      context.onBytes(count)
    },
  }
  try {
    let { exitCode } = await tryToSend(blob, own, context.tools.flock)
    // Another job sends the same blob at this moment: this one sends its own, and the first to arrive stays.
    if (exitCode === BUSY) ({ exitCode } = await tryToSend(blob, own, false))
    if (exitCode === 0) return
    const reason = exitCode === WRONG ? 'it arrived with other content' : 'it did not arrive whole'
    throw new AppError('upload/refused', { machine: context.machine, digest: blob.digest, reason })
  } catch (thrown) {
    context.onBytes(-sentBytes)
    throw explain(thrown, blob, context)
  }
}

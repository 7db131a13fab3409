/** One lane of an upload: a command on the machine that takes blob after blob, and what is said to it and by it. */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { type Held, openBlob } from './blob-source.ts'
import { inPieces } from './pieces.ts'
import { GONE, type JobPlaces, laneLine, SHORT, WRONG } from './store-commands.ts'

export interface SendContext {
  /** Where the blobs come from, for messages. */
  readonly path: string
  readonly places: JobPlaces
  readonly tools: { readonly zstd: boolean; readonly flock: boolean }
  /** Bytes of a blob that are there now, sent or found. */
  onBytes(count: number): void
  /** Bytes that went over the link. */
  onWire(count: number): void
  /** How fast the link was so far, a second. */
  linkBytesPerSecond(): number | undefined
}

export const hexOf = ({ digest }: Pick<LayoutBlob, 'digest'>): string => digest.replace(/^sha256:/, '')

/** Lines as they come, for who waits for the next one; undefined once there will be no more. */
function createLines() {
  const waiting: ((line: string | undefined) => void)[] = []
  const lines: string[] = []
  let isClosed = false
  return {
    add(line: string): void {
      const wake = waiting.shift()
      if (wake) wake(line)
      else lines.push(line)
    },
    next(): Promise<string | undefined> {
      const line = lines.shift()
      if (line !== undefined || isClosed) return Promise.resolve(line)
      return new Promise(resolve => waiting.push(resolve))
    },
    close(): void {
      isClosed = true
      for (const wake of waiting.splice(0)) wake(undefined)
    },
  }
}

/** What is said with a lane, while its command runs. */
export interface LaneTalk {
  /** The next line it says; undefined once there will be no more. */
  next(): Promise<string | undefined>
  /** Which blob the talk is about from now on, for messages. */
  about(digest: string): void
  /** It said something else than what can be said at this place. */
  misunderstood(): void
}

function heldIn(line: string | undefined): Held | undefined {
  const [, sizeBytes, sha256] = /^have (\d+) ([0-9a-f]{64}) /.exec(line ?? '') ?? []
  return sha256 === undefined ? undefined : { sizeBytes: Number(sizeBytes), sha256 }
}

/** The pieces of one blob, from where the machine is. */
async function* bytesOf(blob: LayoutBlob, held: Held, context: SendContext): AsyncIterable<Buffer> {
  const { fromByte, rest } = await openBlob(blob, context.path, held)
  context.onBytes(fromByte)
  yield Buffer.from(fromByte > 0 ? 'append\n' : 'afresh\n')
  yield* inPieces(rest, {
    totalBytes: blob.sizeBytes - fromByte,
    mayCompress: !blob.isCompressed && context.tools.zstd,
    linkBytesPerSecond: context.linkBytesPerSecond,
    onContent: context.onBytes,
    onWire: context.onWire,
  })
  yield Buffer.from('end\n')
}

/** Tells one blob and hears that it is in place; false when the lane ended instead. */
async function* sendOne(
  blob: LayoutBlob,
  talk: LaneTalk,
  context: SendContext,
  own: boolean,
): AsyncGenerator<Buffer, boolean> {
  const { places } = context
  yield Buffer.from(laneLine(places, { hex: hexOf(blob), sizeBytes: blob.sizeBytes }, own))
  let line = await talk.next()
  // Another job sends the same blob at this moment: this one sends its own, and the first to arrive stays.
  if (line === 'busy') return yield* sendOne(blob, talk, context, true)
  const held = heldIn(line)
  if (held) {
    yield* bytesOf(blob, held, context)
    line = await talk.next()
  } else if (line === 'stored') context.onBytes(blob.sizeBytes)
  return line === 'stored'
}

/** Sends blobs as long as `next` hands one out. Throws what reading a blob throws (`layout/…`). */
export async function* sendBlobs(
  next: () => LayoutBlob | undefined,
  talk: LaneTalk,
  context: SendContext,
): AsyncIterable<Buffer> {
  for (let blob = next(); blob; blob = next()) {
    talk.about(blob.digest)
    if (yield* sendOne(blob, talk, context, !context.tools.flock)) continue
    talk.misunderstood()
    return
  }
}

const NO_SPACE = /No space left on device|Disk quota exceeded/

function explain(thrown: unknown, digest: string, { machine, place }: LaneRun): unknown {
  if (!isAppError(thrown, 'command/failed')) return thrown
  const raw = thrown.raw ?? thrown.facts.stderr
  if (NO_SPACE.test(raw)) {
    return new AppError('space/full', { fileSystem: place, needed: '', free: '' }, { raw, cause: thrown })
  }
  if (digest === '') return thrown
  const reason = thrown.facts.stderr.split('\n').at(-1) || `exit code ${thrown.facts.exitCode}`
  return new AppError('upload/refused', { machine, digest, reason }, { raw, cause: thrown })
}

const ENDINGS: Readonly<Record<number, string>> = {
  [SHORT]: 'it did not arrive whole',
  [WRONG]: 'it arrived with other content',
  [GONE]: 'what its store held of this image is gone',
}

/** Whether a lane ended because the store lost what it was said to hold a moment before. */
export const isGone = (thrown: unknown): boolean =>
  isAppError(thrown, 'upload/refused') && thrown.facts.reason === ENDINGS[GONE]

export interface LaneRun {
  readonly runner: CommandRunner
  readonly machine: string
  /** Where the store lies, for messages. */
  readonly place: string
  readonly signal: AbortSignal
}

/**
 * Runs a lane and says to it what `say` yields; resolves when the lane has ended well: the machine has hashed each blob and
 * put it into place. Throws `upload/refused`, `space/full`, what `say` throws, and as `runner.run` does.
 */
export async function runLane(
  argv: readonly string[],
  say: (talk: LaneTalk) => AsyncIterable<Buffer>,
  run: LaneRun,
): Promise<void> {
  const { runner, machine, signal } = run
  const lines = createLines()
  let digest = ''
  let isBroken = false
  const talk: LaneTalk = {
    next: lines.next,
    about(blob) {
      digest = blob
    },
    misunderstood() {
      isBroken = true
    },
  }
  try {
    const { exitCode } = await runner.run(argv, {
      signal,
      stdin: () => say(talk),
      okExitCodes: [0, SHORT, WRONG, GONE],
      onLines(stream, told) {
        if (stream === 'stdout') for (const line of told) lines.add(line)
      },
    })
    if (exitCode === 0 && !isBroken) return
    const reason = ENDINGS[exitCode] ?? 'it said something unexpected'
    throw new AppError('upload/refused', { machine, digest, reason })
  } catch (thrown) {
    throw explain(thrown, digest, run)
  } finally {
    lines.close()
  }
}

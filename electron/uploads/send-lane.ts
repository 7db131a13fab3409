/** One lane of an upload: a command on the machine that takes blob after blob, and what is said to it and by it. */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { type Held, openBlob } from './blob-source.ts'
import { inPieces } from './pieces.ts'
import { type JobPlaces, laneCommand, laneLine, SHORT, WRONG } from './store-commands.ts'

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

type Lines = Pick<ReturnType<typeof createLines>, 'next'>

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
  lines: Lines,
  context: SendContext,
  own: boolean,
): AsyncGenerator<Buffer, boolean> {
  const { places } = context
  yield Buffer.from(laneLine(places, { hex: hexOf(blob), sizeBytes: blob.sizeBytes }, own))
  let line = await lines.next()
  // Another job sends the same blob at this moment: this one sends its own, and the first to arrive stays.
  if (line === 'busy') return yield* sendOne(blob, lines, context, true)
  const held = heldIn(line)
  if (held) {
    yield* bytesOf(blob, held, context)
    line = await lines.next()
  } else if (line === 'stored') context.onBytes(blob.sizeBytes)
  return line === 'stored'
}

const NO_SPACE = /No space left on device|Disk quota exceeded/

function explain(thrown: unknown, digest: string, { machine }: SendContext): unknown {
  if (!isAppError(thrown, 'command/failed')) return thrown
  const raw = thrown.raw ?? thrown.facts.stderr
  if (NO_SPACE.test(raw)) {
    return new AppError('space/full', { fileSystem: '/var/tmp', needed: '', free: '' }, { raw, cause: thrown })
  }
  const reason = thrown.facts.stderr.split('\n').at(-1) || `exit code ${thrown.facts.exitCode}`
  return new AppError('upload/refused', { machine, digest, reason }, { raw, cause: thrown })
}

const ENDINGS: Readonly<Record<number, string>> = {
  [SHORT]: 'it did not arrive whole',
  [WRONG]: 'it arrived with other content',
}

/**
 * Sends blobs as long as `next` hands one out, and resolves when the machine has hashed each and put it into place. Throws
 * `upload/refused`, `space/full`, what reading a blob throws (`layout/…`), and as `runner.run` does when the machine went
 * away.
 */
export async function sendLane(next: () => LayoutBlob | undefined, context: SendContext): Promise<void> {
  const { runner, places, signal, machine, tools } = context
  const lines = createLines()
  let digest = ''
  let isBroken = false
  async function* source(): AsyncIterable<Buffer> {
    for (let blob = next(); blob && !isBroken; blob = next()) {
      digest = blob.digest
      isBroken = !(yield* sendOne(blob, lines, context, !tools.flock))
    }
  }
  try {
    const { exitCode } = await runner.run(laneCommand(places), {
      signal,
      stdin: source,
      okExitCodes: [0, SHORT, WRONG],
      onLines(stream, told) {
        if (stream === 'stdout') for (const line of told) lines.add(line)
      },
    })
    if (exitCode === 0 && !isBroken) return
    throw new AppError('upload/refused', {
      machine,
      digest,
      reason: ENDINGS[exitCode] ?? 'it said something unexpected',
    })
  } catch (thrown) {
    throw explain(thrown, digest, context)
  } finally {
    lines.close()
  }
}

/** What every runner does with a command's output, whatever the way it came. */
import { createLineCutter } from './lines.ts'
import { maskSecrets } from './mask.ts'
import type { OutputStream, RunOptions } from './runner.ts'

const MAX_KEPT_BYTES = 8 * 1024 * 1024

export interface CollectedOutput {
  /** As printed, for parsers. */
  readonly stdout: string
  /** As printed, for people and reports: secrets are masked. */
  readonly stderr: string
}

export interface OutputCollector {
  take(stream: OutputStream, bytes: Uint8Array): void
  /** Flushes the last lines; rethrows what `onLines` threw first, because a stream's listener cannot. */
  end(): CollectedOutput
}

/** Keeps the first 8 MiB of each stream and hands all of it on as whole, harmless, masked lines. */
export function createOutputCollector(options: Pick<RunOptions, 'onLines' | 'onBytes' | 'secrets'>): OutputCollector {
  const { secrets = [] } = options
  let failure: { readonly thrown: unknown } | undefined
  const handOn = (stream: OutputStream, lines: readonly string[]): void => {
    if (failure !== undefined) return
    try {
      options.onLines?.(stream, secrets.length === 0 ? lines : maskSecrets(lines.join('\n'), secrets).split('\n'))
    } catch (thrown) {
      failure = { thrown }
    }
  }
  const kept = { stdout: createKeptText(), stderr: createKeptText() }
  const cutters = {
    stdout: createLineCutter({ onLines: lines => handOn('stdout', lines) }),
    stderr: createLineCutter({ onLines: lines => handOn('stderr', lines) }),
  }
  return {
    take(stream, bytes) {
      kept[stream].add(bytes)
      options.onBytes?.(stream, bytes)
      if (options.onLines !== undefined) cutters[stream].write(bytes)
    },
    end() {
      cutters.stdout.end()
      cutters.stderr.end()
      if (failure !== undefined) throw failure.thrown
      return { stdout: kept.stdout.text(), stderr: maskSecrets(kept.stderr.text(), secrets) }
    },
  }
}

function createKeptText() {
  const pieces: Uint8Array[] = []
  let room = MAX_KEPT_BYTES
  return {
    add(bytes: Uint8Array): void {
      if (room === 0) return
      // A copy where it is cut, so that a large piece is not kept for its first bytes.
      const piece = bytes.length <= room ? bytes : Uint8Array.prototype.slice.call(bytes, 0, room)
      pieces.push(piece)
      room -= piece.length
    },
    text: (): string => Buffer.concat(pieces).toString('utf8'),
  }
}

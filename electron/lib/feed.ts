/** Standard input of a command that is too much for memory. */

import type { Writable } from 'node:stream'

/** A text, or bytes that are made when the command is there to take them. */
export type Stdin = string | (() => AsyncIterable<Uint8Array>)

const drained = (stream: Writable, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const go = (): void => {
      stream.off('drain', go).off('close', go)
      signal.removeEventListener('abort', go)
      resolve()
    }
    stream.once('drain', go).once('close', go)
    signal.addEventListener('abort', go, { once: true })
  })

/**
 * Writes all of `stdin` no faster than it is taken, then ends the stream. Ends it early, without a word, when nobody reads
 * any more or `signal` is aborted; rejects with what the source throws.
 */
export async function feed(stream: Writable, stdin: Stdin, signal: AbortSignal): Promise<void> {
  if (typeof stdin === 'string') {
    stream.end(stdin)
    return
  }
  for await (const bytes of stdin()) {
    // A command that waits for the rest hears at once that there will be none.
    if (signal.aborted || !stream.writable) break
    if (!stream.write(bytes)) await drained(stream, signal)
  }
  stream.end()
}

/** A text in front of what a command is given. */
export const prefixed = (text: string, stdin: Stdin): Stdin =>
  typeof stdin === 'string'
    ? text + stdin
    : async function* () {
        yield Buffer.from(text)
        yield* stdin()
      }

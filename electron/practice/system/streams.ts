/** The ends of pipes between programs and the session they run in. */

import { ProcessKilled } from './process.ts'

export interface Output {
  /** Resolves when taken; throws a `ProcessKilled` (SIGPIPE) when nobody reads any more. */
  write(content: string | Uint8Array): Promise<void>
  /** Where it goes, for a file. */
  readonly path?: string
}

export interface Input {
  /** One line without its line break, or undefined at the end. */
  readLine(): Promise<string | undefined>
  /** Everything that is left. */
  readAll(): Promise<Buffer>
  /** What comes next, or undefined at the end. */
  readChunk(): Promise<Buffer | undefined>
  /** What comes next, but no more than so many bytes; undefined at the end. */
  readUpTo(count: number): Promise<Buffer | undefined>
}

export const nowhere: Output = { write: async () => {} }

/** Standard input of a command that was given none. */
export const emptyInput: Input = {
  readLine: async () => undefined,
  readAll: async () => Buffer.alloc(0),
  readChunk: async () => undefined,
  readUpTo: async () => undefined,
}

export interface Pipe {
  readonly input: Input
  readonly output: Output
  /** No more will be written. */
  end(): void
  /** Nobody reads any more. */
  stopReading(): void
  /** Whoever reads, now or later, is ended by this. */
  kill(thrown: unknown): void
}

const asBuffer = (content: string | Uint8Array): Buffer =>
  typeof content === 'string' ? Buffer.from(content) : Buffer.from(content)

/** A pipe without a limit of its own; `onTaken` hears how many bytes were read, for who fills it from a connection. */
export function createPipe(onTaken: (bytes: number) => void = () => {}): Pipe {
  const chunks: Buffer[] = []
  let isEnded = false
  let isClosed = false
  let killed: { readonly thrown: unknown } | undefined
  let wake = () => {}
  const readChunk = async (): Promise<Buffer | undefined> => {
    while (chunks.length === 0 && !isEnded && !killed) {
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    if (killed) throw killed.thrown
    const chunk = chunks.shift()
    if (chunk) onTaken(chunk.length)
    return chunk
  }
  const putBack = (rest: Buffer): void => {
    if (rest.length === 0) return
    chunks.unshift(rest)
    onTaken(-rest.length)
  }
  return {
    input: {
      readChunk,
      readAll: () => readAll(readChunk),
      readLine: createLineReader(readChunk, putBack),
      readUpTo: createLimitedReader(readChunk, putBack),
    },
    output: {
      write: async content => {
        if (isClosed) throw new ProcessKilled('PIPE')
        chunks.push(asBuffer(content))
        wake()
      },
    },
    end: () => {
      isEnded = true
      wake()
    },
    kill: thrown => {
      killed = { thrown }
      wake()
    },
    stopReading: () => {
      isClosed = true
    },
  }
}

type ReadChunk = () => Promise<Buffer | undefined>

async function readAll(readChunk: ReadChunk): Promise<Buffer> {
  const read: Buffer[] = []
  for (let chunk = await readChunk(); chunk; chunk = await readChunk()) read.push(chunk)
  return Buffer.concat(read)
}

/** Reads up to a line break and puts back what came behind it. */
function createLineReader(readChunk: ReadChunk, putBack: (rest: Buffer) => void): () => Promise<string | undefined> {
  return async () => {
    const read: Buffer[] = []
    for (let chunk = await readChunk(); chunk; chunk = await readChunk()) {
      const end = chunk.indexOf(10)
      read.push(end === -1 ? chunk : chunk.subarray(0, end))
      if (end === -1) continue
      putBack(chunk.subarray(end + 1))
      return Buffer.concat(read).toString()
    }
    return read.length === 0 ? undefined : Buffer.concat(read).toString()
  }
}

function createLimitedReader(readChunk: ReadChunk, putBack: (rest: Buffer) => void): Input['readUpTo'] {
  return async count => {
    const chunk = await readChunk()
    if (chunk === undefined || chunk.length <= count) return chunk
    putBack(chunk.subarray(count))
    return chunk.subarray(0, count)
  }
}

/** Keeps what is written; for `$(…)` and for asking another program. */
export function createCapture(): Output & { text(): string } {
  const chunks: Buffer[] = []
  return {
    write: async content => void chunks.push(asBuffer(content)),
    text: () => Buffer.concat(chunks).toString(),
  }
}

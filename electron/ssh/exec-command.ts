/** One command on one channel of an ssh2 client. */
import type { Readable } from 'node:stream'
import type { Client, ClientChannel } from 'ssh2'
import { feed, type Stdin } from '../lib/feed.ts'
import type { OutputStream } from '../lib/runner.ts'
import { afterGreeting, announcedLine } from './after-greeting.ts'
import { stopCommandOn } from './stop-command.ts'

export type CommandEnding =
  | { readonly kind: 'exit'; readonly exitCode: number }
  | { readonly kind: 'signal'; readonly signalName: string }
  /** The channel closed without a word about the command. */
  | { readonly kind: 'gone' }
  /** The server would not open a channel or start a command. */
  | { readonly kind: 'refused'; readonly reason: string; readonly isChannelRefused: boolean }

export interface ExecOptions {
  readonly stdin: Stdin
  readonly signal: AbortSignal
  readonly onOutput: (stream: OutputStream, bytes: Uint8Array) => void
  readonly onOpen: () => void
  /** The channel is closed on both sides: the server counts it no more. Called exactly once, also after an abort. */
  readonly onFree: () => void
}

/** Cutting this much into lines takes some 5 ms. */
const TURN_BYTES = 256 * 1024
/** TERM was not heard: look for the command. */
const STOP_AFTER_MS = 1000
/** It cannot be ended at all; its session stays busy there, but others must go on. */
const GIVE_UP_AFTER_MS = 6000

/**
 * Starts a command and waits until its channel is closed and all output was handed on. Output is handed on as it is
 * read, so a slow consumer slows the machine down instead of filling memory. Aborted, it rejects
 * with the signal's reason at once, and ends the command: TERM, then `stopCommand`, then it closes the channel.
 */
export function execCommand(client: Client, argv: readonly string[], options: ExecOptions): Promise<CommandEnding> {
  const { signal } = options
  const end = Promise.withResolvers<CommandEnding>()
  const free = once(options.onFree)
  const onChannel = (error: Error | undefined, channel: ClientChannel): void => {
    if (error) {
      free()
      end.resolve(refusal(error))
      return
    }
    options.onOpen()
    channel.once('close', free)
    if (signal.aborted) {
      stop(client, channel, argv, free)
      return
    }
    signal.addEventListener('abort', () => stop(client, channel, argv, free), { once: true })
    follow(channel, options).then(end.resolve, end.reject)
    feed(channel, options.stdin, signal).catch((thrown: unknown) => {
      end.reject(thrown)
      stop(client, channel, argv, free)
    })
  }
  signal.addEventListener('abort', () => end.reject(signal.reason), { once: true })
  try {
    // Where the server allows it (AcceptEnv LC_*, as Debian and Fedora do), tools print UTF-8 and English.
    client.exec(announcedLine(argv), { env: { LC_ALL: 'C.UTF-8' } }, onChannel)
  } catch {
    free()
    end.resolve({ kind: 'gone' })
  }
  return end.promise
}

/** ssh2 puts the number of SSH_MSG_CHANNEL_OPEN_FAILURE (RFC 4254 section 5.1) on the error. */
function refusal(error: Error): CommandEnding {
  const isChannelRefused = typeof (error as { reason?: unknown }).reason === 'number'
  return { kind: 'refused', reason: error.message, isChannelRefused }
}

async function follow(channel: ClientChannel, { onOutput }: ExecOptions): Promise<CommandEnding> {
  let ending: CommandEnding = { kind: 'gone' }
  channel.on('exit', (exitCode: number | null, signalName?: string) => {
    ending = exitCode === null ? { kind: 'signal', signalName: signalName ?? '' } : { kind: 'exit', exitCode }
  })
  // Writing to a command that has ended is no failure of the command.
  channel.on('error', () => undefined)
  const stdout = afterGreeting(bytes => onOutput('stdout', bytes))
  readInTurns(channel, stdout.write)
  readInTurns(channel.stderr, bytes => onOutput('stderr', bytes))
  const closed = [channel, channel.stderr].map(stream => new Promise(resolve => stream.once('close', resolve)))
  await Promise.all(closed)
  stdout.end()
  return ending
}

/** One turn of the event loop reads up to 2 MB from a socket (uv__read, 32 × 64 KiB); others get their turn in between. */
function readInTurns(stream: Readable, onBytes: (bytes: Buffer) => void): void {
  let takenBytes = 0
  stream.on('data', (bytes: Buffer) => {
    onBytes(bytes)
    takenBytes += bytes.length
    if (takenBytes < TURN_BYTES) return
    takenBytes = 0
    stream.pause()
    setImmediate(() => stream.resume())
  })
}

/**
 * The channel is closed last: sshd 9.2 turns round at full speed for a closed channel whose command still runs
 * (session_close_by_channel, thousands of times a second).
 */
function stop(client: Client, channel: ClientChannel, argv: readonly string[], free: () => void): void {
  sendTerm(client, channel)
  // Output nobody reads would keep the channel from closing.
  channel.resume()
  channel.stderr.resume()
  const stopping = setTimeout(() => stopCommandOn(client, argv), STOP_AFTER_MS)
  const givingUp = setTimeout(() => {
    channel.close()
    free()
  }, GIVE_UP_AFTER_MS)
  channel.once('close', () => {
    clearTimeout(stopping)
    clearTimeout(givingUp)
  })
}

/**
 * `channel.signal()` of ssh2 1.17 silently does nothing once standard input was closed (lib/Channel.js looks at
 * `writable`), which for us is nearly always; so the protocol is told directly.
 */
function sendTerm(client: Client, channel: ClientChannel): void {
  const { _protocol: protocol } = client as unknown as { _protocol?: { signal(id: number, name: string): void } }
  const { outgoing } = channel as unknown as { outgoing: { id: number; state: string } }
  if (outgoing.state === 'open' || outgoing.state === 'eof') protocol?.signal(outgoing.id, 'TERM')
}

function once(task: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    task()
  }
}

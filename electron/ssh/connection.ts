import type { Duplex } from 'node:stream'
import type { Client } from 'ssh2'
import { AppError } from '../../shared/errors.ts'
import type { Ask } from '../lib/ask.ts'
import { commandResult, firstWords } from '../lib/command-end.ts'
import { openCommandSignal } from '../lib/command-signal.ts'
import { harmlessText } from '../lib/harmless-text.ts'
import { createOutputCollector } from '../lib/output-collector.ts'
import type { CommandResult, CommandRunner, RunOptions } from '../lib/runner.ts'
import { unreachable } from './connection-errors.ts'
import type { CommandEnding } from './exec-command.ts'
import { type OpenClient, openClient } from './open-client.ts'
import { commandLine } from './quote.ts'
import { createSecretMemory, type SecretMemory } from './secret-memory.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { checkSshTarget, type SshTarget } from './ssh-target.ts'

export interface ConnectionDeps {
  readonly ask: Ask
  readonly knownHostsPath: string
  /** Default: one for the whole process. */
  readonly memory?: SecretMemory
  /** Ends the opening; an open connection does not listen to it any more. */
  readonly signal?: AbortSignal
}

/** A connection that is logged in. It knows no `sudo`. */
export interface Connection extends CommandRunner {
  /** Hangs up; commands that run reject with `machine/lost`. */
  close(): void
  /** Tells once when it is gone, for whatever reason; at once if it is gone already. */
  onClose(listener: () => void): () => void
}

const HANG_UP_AFTER_MS = 1000

const processMemory = createSecretMemory()

/**
 * Connects and logs in, through the jump machines if there are any. Rejects with `machine/unreachable`, `machine/auth`,
 * `machine/key-unreadable`, `machine/host-key-unknown` or `machine/host-key-changed`, `usage/invalid` for a target that
 * cannot be, or the signal's reason.
 */
export async function openConnection(target: SshTarget, deps: ConnectionDeps): Promise<Connection> {
  checkSshTarget(target)
  const opened: OpenClient[] = []
  try {
    for (const hop of [...target.jump, target]) {
      opened.push(await openClient(hop, { memory: processMemory, ...deps }, opened.at(-1)?.client))
    }
  } catch (error) {
    hangUp(opened)
    throw error
  }
  return createConnection(target, opened)
}

function createConnection(target: SshTarget, opened: readonly OpenClient[]): Connection {
  const { client, socket } = opened.at(-1) as OpenClient
  const closing = followClosing(client, socket)
  const sessions = createSessions(client)
  // The machines on the way are of no use without the last one.
  closing.onClose(() => hangUp(opened.slice(0, -1)))
  return {
    run: (argv, options = {}) => run(sessions, target, argv, options),
    commandLine: argv => commandLine(argv),
    close: () => hangUp(opened),
    onClose: closing.onClose,
  }
}

function followClosing(client: Client, socket: Duplex): Pick<Connection, 'onClose'> {
  const listeners = new Set<() => void>()
  let isClosed = socket.destroyed
  client.once('close', () => {
    isClosed = true
    for (const listener of listeners) listener()
    listeners.clear()
  })
  // After a broken protocol ssh2 waits for the other side to hang up, which may never come.
  client.on('error', () => socket.destroy())
  return {
    onClose(listener) {
      if (isClosed) queueMicrotask(listener)
      else listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Says goodbye, the last machine first, and does not wait long for an answer. */
function hangUp(opened: readonly OpenClient[]): void {
  for (const { client, socket } of opened.toReversed()) {
    client.end()
    const timer = setTimeout(() => socket.destroy(), HANG_UP_AFTER_MS).unref()
    socket.once('close', () => clearTimeout(timer))
  }
}

/** Runs one command on an open client; errors are told in the target's name. */
async function run(
  sessions: Sessions,
  target: SshTarget,
  argv: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  if (options.sudo === true) throw new AppError('internal', { reason: 'an SSH connection knows no sudo by itself' })
  // Refuses what cannot be sent before anything is.
  commandLine(argv)
  options.signal?.throwIfAborted()
  const startedAtMs = performance.now()
  const collector = createOutputCollector(options)
  const { signal, close } = openCommandSignal(target.name, argv, options)
  try {
    const { stdin = '' } = options
    const ending = await sessions.exec(argv, { stdin, signal, onOutput: collector.take })
    const output = collector.end()
    const exitCode = exitCodeOf(ending, target, argv)
    const signalled = ending.kind === 'signal' ? `ended by ${harmlessText(ending.signalName)}\n` : ''
    return commandResult(argv, { ...output, stderr: output.stderr + signalled, exitCode, startedAtMs }, options)
  } finally {
    close()
  }
}

function exitCodeOf(ending: CommandEnding, target: SshTarget, argv: readonly string[]): number | null {
  if (ending.kind === 'exit') return ending.exitCode
  if (ending.kind === 'signal') return null
  if (ending.kind === 'refused')
    throw unreachable(target, `it would not start a command (${harmlessText(ending.reason)})`)
  throw new AppError('machine/lost', { machine: target.name, during: firstWords(argv) })
}

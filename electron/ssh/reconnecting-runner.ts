/**
 * One connection for everybody who runs commands on a machine: opened by the first, shared by all, opened anew by the
 * next one after a loss. A command that was lost is never run a second time by itself.
 */
import { isAppError } from '../../shared/errors.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { type Connection, type ConnectionDeps, openConnection } from './connection.ts'
import { unreachable } from './connection-errors.ts'
import { commandLine } from './quote.ts'
import type { SshTarget } from './ssh-target.ts'

export interface SshRunner extends CommandRunner {
  /** Connects if it is not connected; the same errors as `openConnection`. */
  connect(signal?: AbortSignal): Promise<void>
  readonly isConnected: boolean
  /** Tells each time an open connection goes away by itself. */
  onConnectionLost(listener: () => void): () => void
  /** Hangs up for good. */
  close(): void
}

export type SshRunnerDeps = Omit<ConnectionDeps, 'signal'>

/** A runner that connects when it is first needed. */
export function createSshRunner(target: SshTarget, { ask, knownHostsPath, memory }: SshRunnerDeps): SshRunner {
  const listeners = new Set<() => void>()
  const deps: SshRunnerDeps = { ask, knownHostsPath, ...(memory === undefined ? {} : { memory }) }
  let connection: Connection | undefined
  let opening: SharedOpening | undefined
  let isClosed = false

  const keep = (opened: Connection): Connection => {
    if (isClosed) {
      opened.close()
      throw closedError(target)
    }
    connection = opened
    opened.onClose(() => {
      if (connection === opened) connection = undefined
      if (!isClosed) for (const listener of listeners) listener()
    })
    return opened
  }
  const startOpening = (): SharedOpening => {
    const shared = shareOpening(signal => openConnection(target, { ...deps, signal }).then(keep))
    const forget = () => {
      if (opening === shared) opening = undefined
    }
    void shared.settled.then(forget)
    return shared
  }
  const connected = async (signal: AbortSignal | undefined): Promise<Connection> => {
    signal?.throwIfAborted()
    if (isClosed) throw closedError(target)
    if (connection !== undefined) return connection
    if (opening === undefined || opening.isAbandoned()) opening = startOpening()
    return opening.wait(signal)
  }

  /** A connection under which a command was lost is gone, also while ssh2 has not said so yet. */
  const forgetLost = (lost: Connection): void => {
    if (connection === lost) connection = undefined
    lost.close()
  }
  const run: CommandRunner['run'] = async (argv, options = {}) => {
    const used = await connected(options.signal)
    try {
      return await used.run(argv, options)
    } catch (thrown) {
      if (isAppError(thrown, 'machine/lost')) forgetLost(used)
      throw thrown
    }
  }

  return {
    run,
    commandLine: argv => commandLine(argv),
    async connect(signal) {
      await connected(signal)
    },
    get isConnected() {
      return connection !== undefined
    },
    onConnectionLost(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      isClosed = true
      opening?.abort(closedError(target))
      connection?.close()
    },
  }
}

const closedError = (target: SshTarget) => unreachable(target, 'Drydock has closed the connection')

interface SharedOpening {
  /** Waits with the others; who aborts leaves alone, and the last one to leave ends the opening. */
  wait(signal: AbortSignal | undefined): Promise<Connection>
  abort(reason: unknown): void
  /** Aborted: who comes now needs a new one. */
  readonly isAbandoned: () => boolean
  /** Resolves when it is over, either way. */
  readonly settled: Promise<void>
}

function shareOpening(open: (signal: AbortSignal) => Promise<Connection>): SharedOpening {
  const controller = new AbortController()
  const opened = open(controller.signal)
  let waiting = 0
  return {
    settled: opened.then(
      () => undefined,
      () => undefined,
    ),
    abort: reason => controller.abort(reason),
    isAbandoned: () => controller.signal.aborted,
    async wait(signal) {
      const gone = Promise.withResolvers<never>()
      const leave = () => gone.reject(signal?.reason)
      signal?.addEventListener('abort', leave, { once: true })
      waiting += 1
      try {
        return await Promise.race([opened, gone.promise])
      } finally {
        waiting -= 1
        if (waiting === 0) controller.abort(signal?.reason)
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}

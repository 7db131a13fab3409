import type { Duplex } from 'node:stream'
import type { Patience } from './patience.ts'

export interface LoginGate {
  /** Resolves when logged in; rejects with the first failure. */
  readonly passed: Promise<void>
  pass(): void
  /** Ends the attempt at once. */
  fail(error: unknown): void
  /** The connection is gone: ends the attempt, but not before a person who is being asked has answered. */
  lose(error: unknown): void
  /** Runs what may wait for a person. An answer (not undefined) that comes too late is reported with `onLateAnswer`. */
  whileAsking<Value>(task: () => Promise<Value>): Promise<Value>
}

/** Decides how one attempt to log in ends. */
export function createLoginGate(socket: Duplex, patience: Patience, onLateAnswer: () => void): LoginGate {
  const login = Promise.withResolvers<void>()
  let lost: { readonly error: unknown } | undefined
  const fail = (error: unknown): void => {
    login.reject(error)
    socket.destroy()
  }
  const failIfLost = (): void => {
    if (lost !== undefined) fail(lost.error)
  }
  patience.signal.addEventListener('abort', () => fail(patience.signal.reason), { once: true })
  return {
    passed: login.promise,
    pass: login.resolve,
    fail,
    lose(error) {
      lost ??= { error }
      if (!patience.isAsking()) failIfLost()
    },
    async whileAsking(task) {
      try {
        const answer = await patience.whileAsking(task)
        if (lost !== undefined && answer !== undefined) onLateAnswer()
        return answer
      } finally {
        // Later, so that what the task itself threw comes first.
        setImmediate(failIfLost)
      }
    },
  }
}

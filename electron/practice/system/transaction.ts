/**
 * A change rpm-ostree's daemon works on. It goes on when its client goes away: only `cancel`, a restart of the machine
 * or its own end stop it (tests/reference/README.md, behaviour 1).
 */

import { ProcessKilled } from './process.ts'
import type { World } from './world.ts'

export interface TransactionLine {
  readonly text: string
  /**
   * A message goes through g_print, a finished task is printed as it is; they differ in a C locale. Rubbish stands for
   * bytes, one a character.
   */
  readonly kind: 'message' | 'task' | 'rubbish'
}

type TransactionEnd =
  | { readonly kind: 'ok' }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' }

export interface Transaction {
  /** The client's command line, with a blank at the end. */
  readonly title: string
  /** The D-Bus method: `Rebase`, `Upgrade`, … */
  readonly method: string
  /** Who began it, as the status for people tells. */
  readonly initiator: string
  readonly lines: readonly TransactionLine[]
  readonly end: TransactionEnd | undefined
  /** Resolves at the next line or the end. */
  next(signal: AbortSignal): Promise<void>
  cancel(): void
}

/** What a daemon's work is given: where to say things, and what stops it. */
export interface Work {
  readonly signal: AbortSignal
  say(text: string, kind?: TransactionLine['kind']): void
}

/** The work failed for a reason a person is told. */
export class TransactionFailed extends Error {}

class Cancelled extends Error {}

function endOf(thrown: unknown): TransactionEnd {
  if (thrown instanceof Cancelled) return { kind: 'cancelled' }
  if (thrown instanceof ProcessKilled) return { kind: 'failed', message: 'Bus owner changed, aborting.' }
  return { kind: 'failed', message: thrown instanceof Error ? thrown.message : String(thrown) }
}

/** Starts the work and makes it the machine's one transaction until it ends. */
export function startTransaction(
  world: World,
  about: Pick<Transaction, 'title' | 'method' | 'initiator'>,
  work: (work: Work) => Promise<void>,
): Transaction {
  const controller = new AbortController()
  const lines: TransactionLine[] = []
  let end: TransactionEnd | undefined
  let changed = Promise.withResolvers<void>()
  const tell = () => {
    changed.resolve()
    changed = Promise.withResolvers<void>()
  }
  const transaction: Transaction = {
    ...about,
    lines,
    get end() {
      return end
    },
    next: signal => orAborted(changed.promise, signal),
    cancel: () => controller.abort(new Cancelled()),
  }
  const say: Work['say'] = (text, kind = 'message') => {
    lines.push({ text, kind })
    tell()
  }
  const finish = (reached: TransactionEnd) => {
    end = reached
    if (world.transaction === transaction) world.transaction = undefined
    tell()
  }
  world.transaction = transaction
  const signal = AbortSignal.any([controller.signal, world.power.signal])
  work({ signal, say }).then(
    () => finish({ kind: 'ok' }),
    thrown => finish(endOf(thrown)),
  )
  return transaction
}

const orAborted = (promise: Promise<void>, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    void promise.then(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
  })

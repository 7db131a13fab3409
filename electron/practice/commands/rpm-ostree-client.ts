/** How rpm-ostree’s client follows its daemon: it prints what comes, and its own end changes nothing there. */

import { readImage } from '../images/image-blobs.ts'
import { packageDifferences } from '../images/package-sets.ts'
import { err, fail, out, type Process, ProcessKilled } from '../system/process.ts'
import { startTransaction, type Transaction, type TransactionLine, type Work } from '../system/transaction.ts'
import { bootedDeployment } from '../system/world.ts'

/** Whether the locale’s character set is UTF-8: elsewhere g_print turns U+00A0 into `?`. */
export function isUtf8({ env }: Process): boolean {
  const locale = env.get('LC_ALL') || env.get('LC_CTYPE') || env.get('LANG') || ''
  return /utf-?8/i.test(locale)
}

async function printLine(process: Process, { text, kind }: TransactionLine): Promise<void> {
  // Rubbish is printed byte for byte, whatever the locale.
  if (kind === 'rubbish') await out(process, Buffer.from(text, 'latin1'))
  else await out(process, `${kind === 'message' && !isUtf8(process) ? text.replaceAll('\u00a0', '?') : text}\n`)
}

async function printUntilEnd(process: Process, transaction: Transaction, from: number): Promise<void> {
  for (let printed = from; ; ) {
    for (const line of transaction.lines.slice(printed)) {
      printed++
      await printLine(process, line)
    }
    if (printed < transaction.lines.length) continue
    if (transaction.end) return
    await transaction.next(process.signal)
  }
}

/** SIGINT is the one signal that also stops the daemon’s work (rpmostree-clientlib.cxx). */
async function afterInterrupt(process: Process, transaction: Transaction): Promise<number> {
  const alive = { ...process, signal: process.world.power.signal }
  await err(alive, 'Caught SIGINT, cancelling transaction\n')
  transaction.cancel()
  while (!transaction.end) await transaction.next(alive.signal)
  return fail(alive, 1, 'error: Operation was cancelled')
}

/** Follows a transaction to its end and gives the exit code. */
async function followTransaction(process: Process, transaction: Transaction, from = 0): Promise<number> {
  try {
    await printUntilEnd(process, transaction, from)
  } catch (thrown) {
    if (thrown instanceof ProcessKilled && thrown.signalName === 'INT') return afterInterrupt(process, transaction)
    throw thrown
  }
  const { end } = transaction
  if (end?.kind === 'failed') return fail(process, 1, `error: ${end.message}`)
  if (end?.kind === 'cancelled') return fail(process, 1, 'error: Operation was cancelled')
  return 0
}

const initiatorOf = ({ unit = 'session-1.scope', user }: Process): string =>
  `client(id:cli dbus:1.234 unit:${unit} uid:${user.uid})`

/** Starts work in the daemon, or joins the same work, or says what else is going on. */
export async function runTransaction(
  process: Process,
  method: string,
  work: (work: Work) => Promise<void>,
): Promise<number> {
  const { world, argv } = process
  const title = `${argv.slice(1).join(' ')} `
  if (world.transaction && world.transaction.title !== title) {
    const hint = ' You can cancel the current transaction with `rpm-ostree cancel`'
    return fail(process, 1, `error: Transaction in progress: ${world.transaction.title}\n${hint}`)
  }
  if (world.transaction) {
    await out(process, `Attaching to existing transaction: ${world.transaction.title}\n`)
    return followTransaction(process, world.transaction, world.transaction.lines.length)
  }
  if (world.isLockedByBootc) return fail(process, 1, 'error: System transaction in progress')
  return followTransaction(process, startTransaction(world, { title, method, initiator: initiatorOf(process) }, work))
}

/** The client’s last words after a change: what differs from the running system, and what to do next. */
export async function printOutcome(process: Process, hint: string, isRebooting: boolean): Promise<void> {
  const { world } = process
  const next = world.state.deployments[0]
  const lines = next
    ? packageDifferences(readImage(bootedDeployment(world)), readImage(next), world.state.architecture)
    : []
  for (const line of isRebooting ? lines : [...lines, hint]) await out(process, `${line}\n`)
}

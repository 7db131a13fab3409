/** What the web entry says and hears in its terminal. */

import { createInterface } from 'node:readline'

/** The one line with an address that others may read from standard output. */
export const sayAddress = (address: string): void => console.log(`Drydock: ${address}`)

/** Prints a fresh address for every Enter, where somebody can press it. Returns an unsubscribe. */
export function onEnter(listener: () => void): () => void {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return () => undefined
  const lines = createInterface({ input: process.stdin })
  lines.on('line', listener)
  return () => lines.close()
}

/**
 * Resolves with the first signal that asks this process to end; a second one ends it at once. The listeners stay: execa
 * ends the process by itself on a signal that nobody else listens to (signal-exit).
 */
export function askedToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let isAsked = false
  const ask = (): void => {
    if (isAsked) process.exit(1)
    isAsked = true
    resolve()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  return promise
}

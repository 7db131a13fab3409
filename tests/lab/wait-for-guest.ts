import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { type GuestAccess, runOnGuest } from './guest-ssh.ts'

export interface WaitOptions {
  readonly access: GuestAccess
  readonly consoleLog: string
  hasEnded(): boolean
  /** Default 120 s. */
  readonly timeoutMs?: number
  /** Not this start of the machine but the next one. */
  readonly otherThanBootId?: string
}

// QEMU takes a connection before anyone listens inside: short tries, and many.
async function askBootId(access: GuestAccess): Promise<string> {
  const options = { user: 'root', connectTimeoutMs: 3000, timeoutMs: 15_000 } as const
  const { stdout, exitCode } = await runOnGuest(access, ['cat', '/proc/sys/kernel/random/boot_id'], options)
  return exitCode === 0 ? stdout : ''
}

/** Waits until the machine runs commands over SSH; its boot id. Rejects with the end of its console when it does not. */
export async function waitForGuest(options: WaitOptions): Promise<string> {
  const deadline = performance.now() + (options.timeoutMs ?? 120_000)
  while (performance.now() < deadline && !options.hasEnded()) {
    const bootId = await askBootId(options.access)
    if (bootId !== '' && bootId !== options.otherThanBootId) return bootId
    await delay(200)
  }
  const why = options.hasEnded() ? 'QEMU ended' : 'no answer over SSH in time'
  throw new Error(`${why}; its console: ${readFileSync(options.consoleLog, 'utf8').slice(-2000)}`)
}

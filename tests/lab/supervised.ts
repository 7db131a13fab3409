import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SUPERVISOR = join(import.meta.dirname, 'host', 'supervise.sh')

export interface Supervised {
  /** Resolves with the exit code when the program ends by itself. */
  readonly ended: Promise<number>
  hasEnded(): boolean
  /** Ends it; with `removeDirectory` its directory is gone then. Stopping twice is stopping once. */
  stop(): Promise<void>
}

export interface SupervisedOptions {
  /** Where it runs; `output.log` there gets all it prints. */
  readonly directory: string
  readonly removeDirectory: boolean
}

/**
 * Starts a program that never outlives this process, however this process ends: a small supervisor holds it and sees the
 * pipe to this process close (host/supervise.sh).
 */
export function startSupervised(argv: readonly string[], options: SupervisedOptions): Supervised {
  const words = [options.directory, options.removeDirectory ? 'remove' : 'keep', ...argv]
  // Detached: Ctrl-C in a terminal is for this process, which then stops the rest in order.
  const supervisor = spawn(SUPERVISOR, words, { detached: true, stdio: ['pipe', 'pipe', 'ignore'] })
  const exited = once(supervisor, 'exit')
  let hasEnded = false
  const ended = new Promise<number>(resolve => {
    supervisor.stdout.on('data', (data: Buffer) => {
      hasEnded = true
      resolve(Number(/^ended (\d+)/.exec(String(data))?.[1] ?? 1))
    })
  })
  return {
    ended,
    hasEnded: () => hasEnded,
    stop: async () => {
      supervisor.stdin.end()
      await exited
    },
  }
}

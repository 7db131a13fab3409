import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { performance } from 'node:perf_hooks'
import type { CleanUp } from './clean-up.ts'

export interface RivalRun {
  readonly durationMs: number
  readonly exitCode: number | null
}

export interface RivalOptions {
  readonly stdin?: string
  readonly env?: NodeJS.ProcessEnv
}

/** Runs another program to its end, its output thrown away, and says how long it took. */
export async function runRival(
  argv: readonly string[],
  cleanUp: CleanUp,
  { stdin = '', env = process.env }: RivalOptions = {},
): Promise<RivalRun> {
  const [file = '', ...args] = argv
  const startedAt = performance.now()
  const child = spawn(file, args, { env, stdio: ['pipe', 'ignore', 'ignore'] })
  const forget = cleanUp.add(() => void (child.exitCode === null && child.signalCode === null && child.kill('SIGTERM')))
  child.stdin.on('error', () => undefined).end(stdin)
  const [exitCode] = (await once(child, 'exit')) as [number | null]
  const durationMs = performance.now() - startedAt
  await forget()
  return { durationMs, exitCode }
}

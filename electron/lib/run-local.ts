import { execa } from 'execa'
import { AppError } from '../../shared/errors.ts'
import { commandResult } from './command-end.ts'
import { commandLine } from './command-line.ts'
import { openCommandSignal } from './command-signal.ts'
import { feed, type Stdin } from './feed.ts'
import { createOutputCollector } from './output-collector.ts'
import type { CommandResult, CommandRunner, RunOptions } from './runner.ts'

export interface LocalRunnerOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>
  /** What messages call it. */
  readonly name?: string
}

const KILL_DELAY_MS = 5000

/**
 * Runs commands on this computer, never through a shell, with `LC_ALL=C.UTF-8`. A program that is not there is exit
 * code 127, one that may not be run 126, as a shell would say (POSIX.1-2024, 2.8.2). Aborting sends TERM, and KILL
 * after 5 s. `sudo: true` is `internal`: with-sudo.ts adds it.
 */
export function createLocalRunner(options: LocalRunnerOptions = {}): CommandRunner {
  const { name = 'this computer', env = {} } = options
  return {
    run: (argv, runOptions = {}) => run(name, { LC_ALL: 'C.UTF-8', ...env }, argv, runOptions),
    commandLine: argv => commandLine(argv),
  }
}

async function run(
  machine: string,
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  if (options.sudo === true) throw new AppError('internal', { reason: 'this runner knows no sudo' })
  // Refuses what no process can be given.
  commandLine(argv)
  options.signal?.throwIfAborted()
  const startedAtMs = performance.now()
  const collector = createOutputCollector(options)
  const ending = openCommandSignal(machine, argv, options)
  try {
    const exit = await start(argv, env, options.stdin ?? '', ending.signal, collector.take)
    const output = collector.end()
    ending.signal.throwIfAborted()
    const stderr = output.stderr + exit.trouble
    return commandResult(argv, { ...output, stderr, exitCode: exit.exitCode, startedAtMs }, options)
  } finally {
    ending.close()
  }
}

/** Waits for the end of the process and of its output. */
async function start(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: Stdin,
  signal: AbortSignal,
  onOutput: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void,
): Promise<{ readonly exitCode: number | null; readonly trouble: string }> {
  const [file = '', ...args] = argv
  const child = execa(file, args, {
    env,
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: KILL_DELAY_MS,
  })
  // A command that ends without reading all of it is no failure.
  child.stdin.on('error', () => undefined)
  let failure: { readonly thrown: unknown } | undefined
  feed(child.stdin, stdin, signal).catch((thrown: unknown) => {
    failure = { thrown }
    child.kill()
  })
  child.stdout.on('data', (bytes: Uint8Array) => onOutput('stdout', bytes))
  child.stderr.on('data', (bytes: Uint8Array) => onOutput('stderr', bytes))
  // What an aborted command started itself may hold its pipes open for ever.
  child.nodeChildProcess.once('exit', () => {
    if (!signal.aborted) return
    child.stdout.destroy()
    child.stderr.destroy()
  })
  const result = await child
  if (failure) throw failure.thrown
  if (result.exitCode !== undefined) return { exitCode: result.exitCode, trouble: '' }
  return explainNoExit(file, result.code, result.signal)
}

function explainNoExit(file: string, code: string | undefined, signal: string | undefined) {
  if (code === 'ENOENT') return { exitCode: 127, trouble: `${file}: command not found\n` }
  if (code === 'EACCES') return { exitCode: 126, trouble: `${file}: permission denied\n` }
  return {
    exitCode: null,
    trouble: signal === undefined ? `${file}: ${code ?? 'not started'}\n` : `ended by ${signal}\n`,
  }
}

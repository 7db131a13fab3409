import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { commandLine } from '../../electron/lib/command-line.ts'

const CLI = new URL('../../electron/cli.ts', import.meta.url).pathname

/** How a command of the command line ended. */
export interface DrydockRun {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface DrydockOptions {
  /** Where this Drydock keeps its data; HOME too, so nothing of the person's is read or written. */
  readonly home: string
  /** How many times faster than life practice machines go; default 200. */
  readonly practiceSpeed?: number
  /** Hears each whole line of standard output as it comes, and may send a signal. */
  readonly onLine?: (line: string, child: ChildProcess) => void
  readonly env?: Readonly<Record<string, string>>
  /** Runs at a terminal, where `text` is typed once `after` is to be read. */
  readonly typed?: Typed
}

interface Typed {
  readonly after: string
  readonly text: string
}

/** script(1) gives the command a terminal and passes on what is typed. */
const atTerminal = (argv: readonly string[]): readonly string[] => ['script', '-qefc', commandLine(argv), '/dev/null']

function collectText(stream: Readable | null): readonly string[] {
  const pieces: string[] = []
  stream?.setEncoding('utf8').on('data', (piece: string) => void pieces.push(piece))
  return pieces
}

function typeAfter({ stdout, stdin }: ChildProcess, { after, text }: Typed, pieces: readonly string[]): void {
  let isTyped = false
  stdout?.on('data', () => {
    if (isTyped || !pieces.join('').includes(after)) return
    isTyped = true
    stdin?.write(text)
  })
}

/** Runs the command line in a process of its own. */
export async function runDrydock(words: readonly string[], options: DrydockOptions): Promise<DrydockRun> {
  const { home, practiceSpeed = 200, env = {}, onLine, typed } = options
  const argv = [process.execPath, CLI, ...words, '--data-dir', home]
  const [program = '', ...rest] = typed === undefined ? argv : atTerminal(argv)
  const child = spawn(program, rest, {
    env: { ...process.env, DRYDOCK_PRACTICE_SPEED: String(practiceSpeed), HOME: home, ...env },
    stdio: [typed === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const stdout = collectText(child.stdout)
  if (typed) typeAfter(child, typed, stdout)
  const stderr = collectText(child.stderr)
  if (onLine && child.stdout) createInterface({ input: child.stdout }).on('line', line => onLine(line, child))
  const exitCode = await new Promise<number | null>(resolve => child.once('close', resolve))
  child.stdin?.end()
  return { exitCode, stdout: stdout.join(''), stderr: stderr.join('') }
}

/** Standard output of a command with `--json`, each line read. */
export const jsonLines = ({ stdout }: DrydockRun): readonly Readonly<Record<string, unknown>>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

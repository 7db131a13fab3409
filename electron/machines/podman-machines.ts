/**
 * The Podman machines of this computer, as `podman machine` tells of them (podman-machine-list(1), -inspect(1),
 * -start(1), -stop(1)). A computer without podman simply has none.
 */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { CommandResult, CommandRunner, RunOptions } from '../lib/runner.ts'
import {
  type InspectEntry,
  type ListEntry,
  type PodmanMachine,
  parseMachineInspect,
  parseMachineList,
  podmanMachine,
} from './parse-podman-machines.ts'

/** What podman said, and what a person should know about the list: podman is missing, or it failed. */
type PodmanProblem = 'podman/missing' | 'podman/as-root' | 'podman/failed'

export interface PodmanMachines {
  readonly machines: readonly PodmanMachine[]
  readonly note?: AppError<PodmanProblem>
}

const LIST = ['podman', 'machine', 'list', '--format', 'json'] as const
// Podman 5.3 to 5.8 list one provider unless told otherwise; 6 lists all and may not know the option any more.
const LIST_ALL = [...LIST, '--all-providers'] as const
const DEADLINE_MS = 30_000

export const startMachineCommand = (name: string): readonly string[] => ['podman', 'machine', 'start', '--', name]
export const stopMachineCommand = (name: string): readonly string[] => ['podman', 'machine', 'stop', '--', name]
const inspectMachinesCommand = (names: readonly string[]): readonly string[] => [
  'podman',
  'machine',
  'inspect',
  '--',
  ...names,
]

/** The last `Error:` line podman printed, without that word: what a person reads as the reason. */
export function podmanReason(stderr: string): string {
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  const line = lines.findLast(each => each.startsWith('Error: ')) ?? lines.at(-1) ?? 'it said nothing'
  return line.replace(/^Error: /, '').replace(/\.$/, '')
}

/** Every `podman machine …` says so to root (rootlessOnly in podman's cmd/podman/machine/machine.go). */
const AS_ROOT = /cannot run command "podman machine[^"]*" as root/

const failed = (
  argv: readonly string[],
  { stderr }: Pick<CommandResult, 'stderr'>,
): AppError<'podman/failed' | 'podman/as-root'> =>
  AS_ROOT.test(stderr)
    ? new AppError('podman/as-root', {}, { raw: stderr })
    : new AppError('podman/failed', { command: argv.join(' '), reason: podmanReason(stderr) }, { raw: stderr })

const ANY_EXIT = Array.from({ length: 256 }, (_, code) => code)

type Asked = (argv: readonly string[]) => Promise<CommandResult>

async function listEntries(ask: Asked): Promise<readonly ListEntry[]> {
  const all = await ask(LIST_ALL)
  const refused = all.exitCode === 125 && all.stderr.includes('unknown flag')
  const result = refused ? await ask(LIST) : all
  if (result.exitCode === 127) throw new AppError('podman/missing', {})
  if (result.exitCode !== 0) throw failed(LIST, result)
  return parsed(LIST, result, parseMachineList)
}

function parsed<Entry>(argv: readonly string[], result: CommandResult, parse: (text: string) => Entry): Entry {
  try {
    return parse(result.stdout)
  } catch (cause) {
    const facts = { command: argv.join(' '), reason: 'its answer is not a list of machines' }
    throw new AppError('podman/failed', facts, { cause, raw: `${result.stdout}\n${result.stderr}` })
  }
}

async function inspectEntries(ask: Asked, names: readonly string[]): Promise<readonly InspectEntry[]> {
  if (names.length === 0) return []
  const argv = inspectMachinesCommand(names)
  const result = await ask(argv)
  // Exit 125 with a list on stdout: one of the names went away meanwhile, the others are told.
  if (result.stdout.trim() === '') throw failed(argv, result)
  return parsed(argv, result, parseMachineInspect)
}

const isMissing = (thrown: unknown): boolean =>
  isAppError(thrown, 'podman/missing') || (isAppError(thrown, 'command/failed') && thrown.facts.exitCode === 127)

function noteOf(thrown: unknown): AppError<PodmanProblem> {
  if (isMissing(thrown)) return new AppError('podman/missing', {})
  if (isAppError(thrown, 'podman/failed') || isAppError(thrown, 'podman/as-root')) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return new AppError('podman/failed', { command: LIST.join(' '), reason }, { cause: thrown })
}

/** Lists the Podman machines with how to log in to each. Never rejects: what went wrong is the note. */
export async function listPodmanMachines(runner: CommandRunner, signal?: AbortSignal): Promise<PodmanMachines> {
  const stop = signal === undefined ? {} : { signal }
  const ask: Asked = argv => runner.run(argv, { ...stop, okExitCodes: ANY_EXIT, timeoutMs: DEADLINE_MS })
  try {
    const listed = await listEntries(ask)
    const names = listed.map(entry => podmanMachine(entry).name)
    const inspected = await inspectEntries(ask, names)
    const byName = new Map(inspected.map(entry => [entry.Name, entry]))
    return { machines: listed.map((entry, at) => podmanMachine(entry, byName.get(names[at] ?? ''))) }
  } catch (thrown) {
    return { machines: [], note: noteOf(thrown) }
  }
}

type Watching = Pick<RunOptions, 'signal' | 'onLines'>

async function runOrExplain(runner: CommandRunner, argv: readonly string[], options: Watching): Promise<void> {
  const result = await runner.run(argv, { ...options, okExitCodes: ANY_EXIT })
  if (result.exitCode === 127) throw new AppError('podman/missing', {})
  if (result.exitCode !== 0) throw failed(argv, result)
}

/** Starts a stopped machine and resolves when podman says it runs; rejects with `podman/failed` and podman's reason. */
export const startPodmanMachine = (runner: CommandRunner, name: string, options: Watching = {}): Promise<void> =>
  runOrExplain(runner, startMachineCommand(name), options)

/** Stops a machine and resolves when podman says it is stopped; an already stopped one is fine (podman exits 0). */
export const stopPodmanMachine = (runner: CommandRunner, name: string, options: Watching = {}): Promise<void> =>
  runOrExplain(runner, stopMachineCommand(name), options)

/**
 * systemd-run(1): a command in a unit of its own, so that it outlives the session that began it; with `--on-active` a
 * timer that runs it later. Properties that are not named here are refused as systemd refuses a misspelt one.
 */

import { randomUUID } from 'node:crypto'
import { journalOutput, logLine } from '../system/journal.ts'
import { CORE, err, fail, isRoot, type Process, type Program, ROOT, type User } from '../system/process.ts'
import { exitCodeOfUnit, runUnit, type UnitWork } from '../system/run-unit.ts'
import { fullUnitName } from '../system/service-units.ts'
import { emptyInput } from '../system/streams.ts'
import type { TransientUnit } from '../system/transient-unit.ts'
import { newPid, type World } from '../system/world.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const FLAGS = [
  '--wait',
  '--pipe',
  '-P',
  '--collect',
  '-G',
  '--quiet',
  '-q',
  '--no-block',
  '--no-ask-password',
  '--same-dir',
  '-d',
]
const VALUES = [
  '--unit',
  '-u',
  '--description',
  '--property',
  '-p',
  '--setenv',
  '-E',
  '--service-type',
  '--working-directory',
  '--slice',
  '--uid',
  '--gid',
  '--on-active',
  '--timer-property',
]

/** Those that change nothing a practice machine shows are accepted and have no effect. */
const PROPERTIES = [
  'RemainAfterExit',
  'KillSignal',
  'User',
  'ExecStartPost',
  'ExecStopPost',
  'TimeoutStopSec',
  'SELinuxContext',
  'LogRateLimitIntervalSec',
  'Delegate',
  'Wants',
  'After',
  'CollectMode',
] as const

type Properties = ReadonlyMap<string, readonly string[]>

function propertiesOf(options: ReadOptions): Properties | string {
  const given = [...(options.values.get('--property') ?? []), ...(options.values.get('-p') ?? [])]
  const properties = new Map<string, string[]>()
  for (const each of given) {
    const [name = '', ...value] = each.split('=')
    if (!PROPERTIES.some(known => known === name)) return `Unknown assignment: ${each}`
    properties.set(name, [...(properties.get(name) ?? []), value.join('=')])
  }
  return properties
}

const last = (properties: Properties, name: (typeof PROPERTIES)[number]): string | undefined =>
  properties.get(name)?.at(-1)

/** `-/usr/bin/rm -rf -- /x`: a leading `-` forgives a failure (systemd.service(5), command lines). */
const commandsOf = (properties: Properties, name: (typeof PROPERTIES)[number]): readonly (readonly string[])[] =>
  (properties.get(name) ?? []).map(line => line.replace(/^[-+!]+/, '').split(' '))

function createUnit(world: World, options: ReadOptions, properties: Properties, settled: Promise<void>): TransientUnit {
  const pid = newPid(world)
  const given = valueOfOption(options, '--unit', '-u')
  return {
    name: fullUnitName(given ?? `run-p${pid}-i${pid + 1}`),
    invocationId: randomUUID().replaceAll('-', ''),
    description: valueOfOption(options, '--description') ?? options.operands.join(' '),
    command: options.operands,
    startedAtMs: Date.now(),
    isOneshot: valueOfOption(options, '--service-type') === 'oneshot',
    remainsAfterExit: last(properties, 'RemainAfterExit') === 'yes',
    killSignal: last(properties, 'KillSignal') === 'SIGINT' ? 'INT' : 'TERM',
    controller: new AbortController(),
    settled,
    exit: undefined,
    endedAtMs: undefined,
  }
}

function environment(process: Process, unit: TransientUnit, options: ReadOptions, home: string) {
  const given = [...(options.values.get('--setenv') ?? []), ...(options.values.get('-E') ?? [])]
  const assigned = given.map(each => {
    const [name = '', ...value] = each.split('=')
    return [name, value.length > 0 ? value.join('=') : (process.env.get(name) ?? '')] as const
  })
  return new Map([
    ['PATH', '/usr/local/bin:/usr/bin'],
    ['HOME', home],
    ['INVOCATION_ID', unit.invocationId],
    ...assigned,
  ])
}

function workOf(process: Process, unit: TransientUnit, options: ReadOptions, properties: Properties): UnitWork {
  const { world } = process
  const isPiped = hasFlag(options, '--pipe', '-P')
  const user = (last(properties, 'User') ?? valueOfOption(options, '--uid')) === CORE.name ? CORE : ROOT
  const journalUnit = unitInJournal(unit, user, properties)
  const journal = journalOutput(world, { unit: journalUnit, identifier: options.operands[0] ?? '' })
  return {
    unit,
    process: {
      ...process,
      argv: options.operands,
      user,
      unit: journalUnit,
      cwd: valueOfOption(options, '--working-directory') ?? '/',
      env: environment(process, unit, options, user.home),
      stdin: isPiped ? process.stdin : emptyInput,
      outputs: isPiped
        ? process.outputs
        : new Map([
            [1, journal],
            [2, journal],
          ]),
      signal: AbortSignal.any([unit.controller.signal, world.power.signal]),
    },
    startPost: commandsOf(properties, 'ExecStartPost'),
    stopPost: commandsOf(properties, 'ExecStopPost'),
    isCollected: hasFlag(options, '--collect', '-G'),
    onOutputEnd: journal.end,
  }
}

/**
 * Where the journal files what a command says. A rootless podman leaves a cgroup that is not its user's, and then its words
 * are those of the user's manager; only a delegated cgroup is its user's.
 */
function unitInJournal({ name, command }: TransientUnit, user: User, properties: Properties): string {
  const isMovedOut = user === CORE && command.includes('podman') && last(properties, 'Delegate') !== 'yes'
  return isMovedOut ? `user@${CORE.uid}.service` : name
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }

/** systemd.time(7), as far as one number goes: `12h`, `30min`, `90`. */
function spanMs(text: string): number | undefined {
  const [, number, unit = 's'] = /^([0-9]+)(s|min|h|d)?$/.exec(text) ?? []
  return number === undefined ? undefined : Number(number) * (UNITS_MS[unit] ?? 1000)
}

/** A timer that starts the unit of the same name when its time has come. */
function startTimer(work: UnitWork, waitMs: number): void {
  const { unit, process } = work
  const { world } = process
  const name = unit.name.replace(/\.service$/, '.timer')
  const timer: TransientUnit = { ...unit, name, controller: new AbortController(), settled: Promise.resolve() }
  world.units.set(name, timer)
  logLine(world, name, 'systemd', `Started ${name} - ${unit.description}.`)
  const signal = AbortSignal.any([timer.controller.signal, world.power.signal])
  const fire = (): void => {
    world.units.delete(name)
    world.units.set(unit.name, unit)
    void runUnit(work)
  }
  // Stopped, or the machine went down.
  world.clock.sleep(waitMs, signal).then(fire, () => world.units.delete(name))
}

const failedToStart = (process: Process, why: string): Promise<number> =>
  fail(process, 1, `Failed to start transient service unit: ${why}`)

async function start(process: Process, options: ReadOptions, properties: Properties): Promise<number> {
  const { world } = process
  const ended = Promise.withResolvers<void>()
  const unit = createUnit(world, options, properties, ended.promise)
  if (world.units.has(unit.name)) {
    return failedToStart(process, `Unit ${unit.name} was already loaded or has a fragment file.`)
  }
  const work = workOf(process, unit, options, properties)
  const delay = valueOfOption(options, '--on-active')
  if (delay !== undefined) {
    const waitMs = spanMs(delay)
    if (waitMs === undefined) return fail(process, 1, `Failed to parse --on-active= parameter: ${delay}`)
    startTimer(work, waitMs)
    return 0
  }
  world.units.set(unit.name, unit)
  const run = runUnit(work).finally(() => ended.resolve())
  const isQuiet = hasFlag(options, '--quiet', '-q')
  if (!isQuiet) await err(process, `Running as unit: ${unit.name}; invocation ID: ${unit.invocationId}\n`)
  if (!hasFlag(options, '--wait', '--pipe', '-P')) {
    void run.catch(() => {})
    return 0
  }
  const exitCode = exitCodeOfUnit(await run)
  if (isQuiet) return exitCode
  const result = exitCode === 0 ? 'success' : 'exit-code'
  await err(
    process,
    `Finished with result: ${result}\nMain processes terminated with: code=exited, status=${exitCode}\n`,
  )
  return exitCode
}

export const systemdRun: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: FLAGS, values: VALUES, stopsAtOperand: true })
  if (options.operands.length === 0) return fail(process, 1, 'Command line to execute required.')
  const properties = propertiesOf(options)
  if (typeof properties === 'string') return fail(process, 1, properties)
  if (!isRoot(process)) return failedToStart(process, 'Interactive authentication required.')
  return start(process, options, properties)
}

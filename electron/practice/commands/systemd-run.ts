/** systemd-run(1): a command in a unit of its own, so that it outlives the session that began it. */

import { randomUUID } from 'node:crypto'
import { err, exitCodeOf, fail, isRoot, type Process, ProcessKilled, type Program, ROOT } from '../system/process.ts'
import { logLine } from '../system/restart-state.ts'
import { fullUnitName } from '../system/service-units.ts'
import { emptyInput, type Output } from '../system/streams.ts'
import type { TransientUnit } from '../system/transient-unit.ts'
import { newPid, type World } from '../system/world.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

/** Each whole line becomes an entry of the journal. */
function toJournal(world: World, unit: string, identifier: string): Output {
  let rest = ''
  return {
    write: async content => {
      const lines = (rest + Buffer.from(content).toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) logLine(world, unit, identifier, line)
    },
  }
}

function createUnit(world: World, options: ReadOptions, argv: readonly string[]): TransientUnit {
  const pid = newPid(world)
  const given = valueOfOption(options, '--unit', '-u')
  return {
    name: fullUnitName(given ?? `run-p${pid}-i${pid + 1}`),
    invocationId: randomUUID().replaceAll('-', ''),
    description: valueOfOption(options, '--description') ?? argv.join(' '),
    startedAtMs: Date.now(),
    controller: new AbortController(),
    exitCode: undefined,
    endedAtMs: undefined,
  }
}

function unitProcess(process: Process, unit: TransientUnit, options: ReadOptions, argv: readonly string[]): Process {
  const { world } = process
  const isPiped = hasFlag(options, '--pipe', '-P')
  const journal = toJournal(world, unit.name, argv[0] ?? '')
  const assigned = (options.values.get('--setenv') ?? options.values.get('-E') ?? []).map(each => {
    const [name = '', ...value] = each.split('=')
    return [name, value.length > 0 ? value.join('=') : (process.env.get(name) ?? '')] as const
  })
  return {
    ...process,
    argv,
    user: ROOT,
    cwd: valueOfOption(options, '--working-directory') ?? '/',
    env: new Map([
      ['PATH', '/usr/local/bin:/usr/bin'],
      ['HOME', ROOT.home],
      ['INVOCATION_ID', unit.invocationId],
      ...assigned,
    ]),
    stdin: isPiped ? process.stdin : emptyInput,
    outputs: isPiped
      ? process.outputs
      : new Map([
          [1, journal],
          [2, journal],
        ]),
    signal: AbortSignal.any([unit.controller.signal, world.power.signal]),
  }
}

async function runUnit(process: Process, unit: TransientUnit, isCollected: boolean): Promise<number> {
  const { world } = process
  logLine(world, unit.name, 'systemd', `Started ${unit.name} - ${unit.description}.`)
  let exitCode: number
  try {
    exitCode = await process.spawn(process)
  } catch (thrown) {
    if (!(thrown instanceof ProcessKilled)) throw thrown
    exitCode = exitCodeOf(thrown)
  }
  unit.exitCode = exitCode
  unit.endedAtMs = Date.now()
  const ending = exitCode === 0 ? 'Deactivated successfully.' : "Failed with result 'exit-code'."
  logLine(world, unit.name, 'systemd', `${unit.name}: ${ending}`)
  if (exitCode === 0 || isCollected) world.units.delete(unit.name)
  return exitCode
}

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
]

export const systemdRun: Program = async process => {
  const { world } = process
  const options = readOptions(process.argv.slice(1), { flags: FLAGS, values: VALUES, stopsAtOperand: true })
  const argv = options.operands
  if (argv.length === 0) return fail(process, 1, 'Command line to execute required.')
  if (!isRoot(process)) {
    return fail(process, 1, 'Failed to start transient service unit: Interactive authentication required.')
  }
  const unit = createUnit(world, options, argv)
  if (world.units.get(unit.name)?.exitCode === undefined && world.units.has(unit.name)) {
    return fail(
      process,
      1,
      `Failed to start transient service unit: Unit ${unit.name} was already loaded or has a fragment file.`,
    )
  }
  world.units.set(unit.name, unit)
  const run = runUnit(unitProcess(process, unit, options, argv), unit, hasFlag(options, '--collect', '-G'))
  const isQuiet = hasFlag(options, '--quiet', '-q')
  if (!isQuiet) await err(process, `Running as unit: ${unit.name}; invocation ID: ${unit.invocationId}\n`)
  if (!hasFlag(options, '--wait', '--pipe', '-P')) {
    void run.catch(() => {})
    return 0
  }
  const exitCode = await run
  if (!isQuiet) {
    const result = exitCode === 0 ? 'success' : 'exit-code'
    await err(
      process,
      `Finished with result: ${result}\nMain processes terminated with: code=exited, status=${exitCode}\n`,
    )
  }
  return exitCode
}

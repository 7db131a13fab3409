/** systemctl(1): states, failed units, properties, and the restart. */

import { globToRegExp } from '../system/glob.ts'
import { logLine } from '../system/journal.ts'
import { ownEntry } from '../system/own-entry.ts'
import {
  fail,
  isRoot,
  isSignalName,
  out,
  type Process,
  ProcessKilled,
  type Program,
  UnsupportedUse,
} from '../system/process.ts'
import { failedUnitNames, findUnit, fullUnitName, loadedUnits, type ServiceUnit } from '../system/service-units.ts'
import { type TransientUnit, unitState } from '../system/transient-unit.ts'
import { hasTrouble } from '../system/world.ts'
import { alignColumns } from './columns.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'
import { unitProperties } from './unit-properties.ts'

type Verb = (process: Process, options: ReadOptions, names: readonly string[]) => Promise<number>

const DENIED = 'Interactive authentication required.'

const isActive: Verb = async (process, options, names) => {
  const units = names.map(name => findUnit(process.world, name))
  if (!hasFlag(options, '-q', '--quiet')) {
    await out(process, units.map(unit => `${unit?.active ?? 'inactive'}\n`).join(''))
  }
  if (units.some(unit => unit?.active === 'active')) return 0
  return units.every(unit => unit === undefined) ? 4 : 3
}

const isFailed: Verb = async (process, options, names) => {
  const units = names.map(name => findUnit(process.world, name))
  if (!hasFlag(options, '-q', '--quiet')) {
    await out(process, units.map(unit => `${unit?.active ?? 'inactive'}\n`).join(''))
  }
  return units.some(unit => unit?.active === 'failed') ? 0 : 1
}

const isSystemRunning: Verb = async process => {
  const isDegraded = failedUnitNames(process.world).length > 0
  await out(process, `${isDegraded ? 'degraded' : 'running'}\n`)
  return isDegraded ? 1 : 0
}

const row = ({ name, active, sub, description }: ServiceUnit): readonly string[] => [
  name,
  'loaded',
  active,
  sub,
  description,
]

function listJson(units: readonly ServiceUnit[]): string {
  return `${JSON.stringify(units.map(({ name, active, sub, description }) => ({ unit: name, load: 'loaded', active, sub, description })))}\n`
}

const listUnits: Verb = async (process, options, patterns) => {
  const state = hasFlag(options, '--failed') ? 'failed' : valueOfOption(options, '--state')
  const isNamed = (name: string) => patterns.length === 0 || patterns.some(each => globToRegExp(each).test(name))
  const units = loadedUnits(process.world)
    .filter(unit => state === undefined || unit.active === state)
    .filter(unit => isNamed(unit.name))
  if (valueOfOption(options, '-o', '--output') === 'json') {
    await out(process, listJson(units))
    return 0
  }
  const hasLegend = !hasFlag(options, '--no-legend', '-q', '--quiet')
  const marked = units.map(unit =>
    hasFlag(options, '--plain')
      ? row(unit)
      : [`${unit.active === 'failed' ? '●' : ' '} ${unit.name}`, ...row(unit).slice(1)],
  )
  const header = [hasFlag(options, '--plain') ? 'UNIT' : '  UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION']
  await out(process, alignColumns(hasLegend ? [header, ...marked] : marked))
  if (hasLegend) await out(process, `\n${units.length} loaded units listed.\n`)
  return 0
}

const show: Verb = async (process, options, names) => {
  const asked = options.values.get('-p') ?? options.values.get('--property') ?? []
  const wanted = asked.flatMap(list => list.split(','))
  const blocks = names.map(name => {
    const properties = unitProperties(findUnit(process.world, name), fullUnitName(name))
    const shown =
      wanted.length === 0 ? Object.keys(properties) : Object.keys(properties).filter(each => wanted.includes(each))
    const values = shown.map(each => (hasFlag(options, '--value') ? properties[each] : `${each}=${properties[each]}`))
    return values.map(line => `${line}\n`).join('')
  })
  await out(process, blocks.join('\n'))
  return 0
}

const reboot: Verb = async process => {
  const { world } = process
  if (!isRoot(process)) return fail(process, 1, `Call to Reboot failed: ${DENIED}`)
  // Off a terminal it does not say who (systemctl(1), --check-inhibitors).
  if (hasTrouble(world, 'reboot-blocked')) {
    return fail(process, 1, 'Call to Reboot failed: Operation denied due to active block inhibitor')
  }
  world.restart()
  return 0
}

/** Transient units only; the others of a practice machine are not really there to be stopped. */
function unitsNamed({ world }: Process, names: readonly string[]): (TransientUnit | string)[] {
  return names.map(fullUnitName).map(name => world.units.get(name) ?? name)
}

const notLoaded = (process: Process, name: string): Promise<number> =>
  fail(process, 5, `Failed to stop ${name}: Unit ${name} not loaded.`)

const kill: Verb = async (process, options, names) => {
  if (!isRoot(process)) return fail(process, 1, `Failed to kill unit: ${DENIED}`)
  const signalName = (valueOfOption(options, '-s', '--signal') ?? 'TERM').replace(/^SIG/, '')
  if (!isSignalName(signalName)) throw new UnsupportedUse(`unsupported signal '${signalName}'`)
  for (const unit of unitsNamed(process, names)) {
    if (typeof unit === 'string') return notLoaded(process, unit)
    unit.controller.abort(new ProcessKilled(signalName))
  }
  return 0
}

/** Ends what runs, waits for that, and lets go of what is only kept; one that has failed stays failed. */
const stop: Verb = async (process, _options, names) => {
  const { world } = process
  if (!isRoot(process)) return fail(process, 1, `Failed to stop unit: ${DENIED}`)
  for (const unit of unitsNamed(process, names)) {
    if (typeof unit === 'string') return notLoaded(process, unit)
    const isRunning = unit.exit === undefined
    unit.controller.abort(new ProcessKilled(unit.killSignal))
    if (unit.name.endsWith('.timer')) world.units.delete(unit.name)
    else if (isRunning) await unit.settled
    else if (unitState(unit).active === 'active') {
      world.units.delete(unit.name)
      logLine(world, unit.name, 'systemd', `Stopped ${unit.name} - ${unit.description}.`)
    }
  }
  return 0
}

const resetFailed: Verb = async (process, _, names) => {
  const wanted = names.map(fullUnitName)
  const unknown = wanted.find(name => !process.world.units.has(name))
  if (unknown !== undefined) {
    return fail(process, 1, `Failed to reset failed state of unit ${unknown}: Unit ${unknown} not loaded.`)
  }
  for (const [name, unit] of process.world.units) {
    if (unitState(unit).active === 'failed' && (names.length === 0 || wanted.includes(name)))
      process.world.units.delete(name)
  }
  return 0
}

/** rpm-ostree's daemon is the one that can be started anew: what it was working on is lost with it. */
const restart: Verb = async (process, _options, names) => {
  const { world } = process
  if (!isRoot(process)) return fail(process, 1, `Failed to restart unit: ${DENIED}`)
  const [name = ''] = names.map(fullUnitName)
  if (name !== 'rpm-ostreed.service') throw new UnsupportedUse(`'${name}' cannot be restarted here`)
  if (hasTrouble(world, 'daemon-down')) {
    const hint = `See "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`
    return fail(process, 1, `Job for ${name} failed because the control process exited with error code.\n${hint}`)
  }
  world.transaction?.cancel()
  logLine(world, name, 'systemd', `Started ${name} - rpm-ostree System Management Daemon.`)
  return 0
}

const VERBS: Readonly<Record<string, Verb>> = {
  'is-active': isActive,
  'is-failed': isFailed,
  'is-system-running': isSystemRunning,
  kill,
  'list-units': listUnits,
  reboot,
  'reset-failed': resetFailed,
  restart,
  show,
  stop,
}

const VERSION = 'systemd 258 (258.2-1.fc43)\n+PAM +AUDIT +SELINUX -APPARMOR +IMA +SMACK +SECCOMP +GCRYPT\n'

export const systemctl: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: [
      '--failed',
      '--no-legend',
      '--no-pager',
      '--plain',
      '-q',
      '--quiet',
      '--value',
      '-i',
      '--no-block',
      '--no-wall',
      '--all',
      '-a',
      '--no-ask-password',
      '--version',
    ],
    values: ['-o', '--output', '-p', '--property', '-s', '--signal', '--state', '-t', '--type', '--check-inhibitors'],
  })
  if (hasFlag(options, '--version')) {
    await out(process, VERSION)
    return 0
  }
  const [name = 'list-units', ...names] = options.operands
  const verb = ownEntry(VERBS, name)
  if (!verb) throw new UnsupportedUse(`unsupported verb '${name}'`)
  return verb(process, options, names)
}

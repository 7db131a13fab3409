/** journalctl(1): what is stored, by unit and boot, as `short`, `cat` or `json`; `-f` goes on until its reader goes. */

import { ownEntry } from '../system/own-entry.ts'
import { fail, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { fullUnitName } from '../system/service-units.ts'
import type { JournalEntry } from '../system/snapshot.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const FOLLOW_MS = 250

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function shortLine({ name }: Process['world'], { atMs, identifier, pid, message }: JournalEntry): string {
  const at = new Date(atMs)
  const day = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2, '0')}`
  return `${day} ${at.toISOString().slice(11, 19)} ${name} ${identifier}[${pid}]: ${message}`
}

function jsonLine({ state, name }: Process['world'], entry: JournalEntry): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String(Math.round(entry.atMs * 1000)),
    _BOOT_ID: entry.bootId.replaceAll('-', ''),
    _MACHINE_ID: state.machineId,
    _HOSTNAME: name,
    _SYSTEMD_UNIT: entry.identifier === 'systemd' ? 'init.scope' : entry.unit,
    UNIT: entry.unit,
    SYSLOG_IDENTIFIER: entry.identifier,
    _PID: String(entry.pid),
    PRIORITY: String(entry.priority),
    MESSAGE: entry.message,
  })
}

type Show = (world: Process['world'], entry: JournalEntry) => string

const FORMATS: Readonly<Record<string, Show>> = {
  cat: (_, entry) => entry.message,
  json: jsonLine,
  short: shortLine,
}

const toRegExp = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )

function unitFilter(units: readonly string[]): (entry: JournalEntry) => boolean {
  const patterns = units.map(unit => toRegExp(unit.includes('*') ? unit : fullUnitName(unit)))
  return entry => patterns.length === 0 || patterns.some(pattern => pattern.test(entry.unit))
}

/** `-b` takes an optional value: `-b`, `-b -1`, `-b-1`, `--boot=-1`, `-b ID`. */
function splitBoot(arguments_: readonly string[]): {
  readonly boot: string | undefined
  readonly rest: readonly string[]
} {
  const rest: string[] = []
  let boot: string | undefined
  for (let at = 0; at < arguments_.length; at++) {
    const word = arguments_[at] ?? ''
    const next = arguments_[at + 1]
    const attached = /^(?:-b|--boot=)(.+)$/.exec(word)?.[1]
    if (attached !== undefined) boot = attached
    else if (word !== '-b' && word !== '--boot') rest.push(word)
    else if (word === '-b' && next !== undefined && /^(?:-?[0-9]+|[0-9a-f]{32})$/.test(next)) boot = arguments_[++at]
    else boot = '0'
  }
  return { boot, rest }
}

function bootIdFor({ state }: Process['world'], boot: string): string | undefined {
  const offset = Number(boot)
  if (/^[0-9a-f]{32}$/.test(boot)) return state.bootIds.find(id => id.replaceAll('-', '') === boot)
  return offset > 0 ? state.bootIds[offset - 1] : state.bootIds.at(offset - 1)
}

/** The entries asked for, before `-n`. */
function select(process: Process, options: ReadOptions, bootId: string | undefined): readonly JournalEntry[] {
  const units = [...(options.values.get('-u') ?? []), ...(options.values.get('--unit') ?? [])]
  const isOfUnit = unitFilter(units)
  const isOfBoot = (entry: JournalEntry) => bootId === undefined || entry.bootId === bootId
  return process.world.state.journal.filter(entry => isOfUnit(entry) && isOfBoot(entry))
}

/** Prints new entries until the reader or the machine goes away. */
async function follow(process: Process, options: ReadOptions, show: Show): Promise<never> {
  for (let shown = select(process, options, undefined).length; ; ) {
    await process.world.clock.sleep(FOLLOW_MS, process.signal)
    // Nothing is written, but a reader that has gone is noticed: journalctl watches its output for that.
    await out(process, '')
    const entries = select(process, options, undefined)
    for (const entry of entries.slice(shown)) await out(process, `${show(process.world, entry)}\n`)
    shown = entries.length
  }
}

export const journalctl: Program = async process => {
  const { boot, rest } = splitBoot(process.argv.slice(1))
  const options = readOptions(rest, {
    flags: ['--no-pager', '-q', '--quiet', '-f', '--follow', '-a', '--no-hostname', '--no-tail'],
    values: ['-u', '--unit', '-o', '--output', '-n', '--lines', '-p', '--priority'],
  })
  const format = valueOfOption(options, '-o', '--output') ?? 'short'
  const show = ownEntry(FORMATS, format)
  if (!show) throw new UnsupportedUse(`unsupported output '${format}'`)
  const bootId = boot === undefined ? undefined : bootIdFor(process.world, boot)
  if (boot !== undefined && bootId === undefined) {
    return fail(process, 1, `Data from the specified boot (${boot}) is not available: No such boot ID in journal`)
  }
  const selected = select(process, options, bootId)
  const isFollowing = hasFlag(options, '-f', '--follow')
  const tail = isFollowing && !hasFlag(options, '--no-tail') ? '10' : undefined
  const count = valueOfOption(options, '-n', '--lines') ?? tail
  const entries =
    count === undefined || count === 'all' ? selected : selected.slice(Math.max(0, selected.length - Number(count)))
  const isSilent = hasFlag(options, '-q', '--quiet') || format !== 'short'
  if (entries.length === 0 && !isSilent) await out(process, '-- No entries --\n')
  for (const entry of entries) await out(process, `${show(process.world, entry)}\n`)
  return isFollowing ? follow(process, options, show) : 0
}

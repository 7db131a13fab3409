/** journalctl(1): what is stored, by unit and boot, as `short`, `cat` or `json`; `-f` goes on until its reader goes. */

import { globToRegExp } from '../system/glob.ts'
import { ownEntry } from '../system/own-entry.ts'
import { fail, isRoot, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { fullUnitName } from '../system/service-units.ts'
import type { JournalEntry } from '../system/snapshot.ts'
import { nowOn } from '../system/world.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const FOLLOW_MS = 250

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

function shortLine({ name }: Process['world'], { atMs, identifier, pid, message }: JournalEntry): string {
  const at = new Date(atMs)
  const day = `${MONTHS[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2, '0')}`
  return `${day} ${at.toISOString().slice(11, 19)} ${name} ${identifier}[${pid}]: ${message}`
}

/** Stable, and compared as text only (journalctl(1), `--cursor`). */
const cursorOf = ({ state }: Process['world'], { number, bootId, atMs }: JournalEntry): string =>
  `s=${state.machineId};i=${number.toString(16)};b=${bootId.replaceAll('-', '')};t=${Math.round(atMs * 1000).toString(16)}`

/** What a terminal could take amiss is given as bytes (systemd's “Journal Export Formats”, JSON). */
const NOT_PRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/
const LARGE_FIELD = 4096

function messageField(message: string, isWhole: boolean): string | readonly number[] | null {
  if (message.length > LARGE_FIELD && !isWhole) return null
  return NOT_PRINTABLE.test(message) ? [...Buffer.from(message)] : message
}

const ADDRESS = ['__CURSOR', '__REALTIME_TIMESTAMP', '_BOOT_ID']

function jsonLine(world: Process['world'], entry: JournalEntry, options: ReadOptions): string {
  const fields = {
    __CURSOR: cursorOf(world, entry),
    __REALTIME_TIMESTAMP: String(Math.round(entry.atMs * 1000)),
    _BOOT_ID: entry.bootId.replaceAll('-', ''),
    _MACHINE_ID: world.state.machineId,
    _HOSTNAME: world.name,
    _TRANSPORT: entry.isOutput ? 'stdout' : 'journal',
    _SYSTEMD_UNIT: entry.identifier === 'systemd' ? 'init.scope' : entry.unit,
    ...(entry.identifier === 'systemd' ? { UNIT: entry.unit } : {}),
    SYSLOG_IDENTIFIER: entry.identifier,
    _PID: String(entry.pid),
    PRIORITY: String(entry.priority),
    ...(entry.lineBreak ? { _LINE_BREAK: entry.lineBreak } : {}),
    MESSAGE: messageField(entry.message, hasFlag(options, '-a', '--all')),
  }
  const wanted = valueOfOption(options, '--output-fields')?.split(',')
  const shown = Object.entries(fields).filter(([name]) => !wanted || ADDRESS.includes(name) || wanted.includes(name))
  return JSON.stringify(Object.fromEntries(shown))
}

type Show = (world: Process['world'], entry: JournalEntry, options: ReadOptions) => string

const FORMATS: Readonly<Record<string, Show>> = {
  cat: (_, entry) => entry.message,
  json: jsonLine,
  short: shortLine,
}

function unitFilter(units: readonly string[]): (entry: JournalEntry) => boolean {
  const patterns = units.map(unit => globToRegExp(unit.includes('*') ? unit : fullUnitName(unit)))
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

/** The entries of the units and the boot asked for. */
function select(process: Process, options: ReadOptions, bootId: string | undefined): readonly JournalEntry[] {
  const units = [...(options.values.get('-u') ?? []), ...(options.values.get('--unit') ?? [])]
  const isOfUnit = unitFilter(units)
  const isOfBoot = (entry: JournalEntry) => bootId === undefined || entry.bootId === bootId
  return process.world.state.journal.filter(entry => isOfUnit(entry) && isOfBoot(entry))
}

/** From the entry a cursor names, or after it; where that is gone, from the next one there is. */
function fromCursor(options: ReadOptions, entries: readonly JournalEntry[]): readonly JournalEntry[] {
  const from = valueOfOption(options, '--cursor')
  const after = valueOfOption(options, '--after-cursor')
  const number = Number.parseInt(/(?:^|;)i=([0-9a-f]+)/.exec(from ?? after ?? '')?.[1] ?? '0', 16)
  return entries.filter(entry =>
    from === undefined && after !== undefined ? entry.number > number : entry.number >= number,
  )
}

/** Prints new entries until the reader or the machine goes away. */
async function follow(process: Process, options: ReadOptions, show: Show, from: number): Promise<never> {
  for (let shown = from; ; ) {
    await process.world.clock.sleep(FOLLOW_MS, process.signal)
    // Nothing is written, but a reader that has gone is noticed: journalctl watches its output for that.
    await out(process, '')
    for (const entry of select(process, options, undefined).filter(each => each.number > shown)) {
      await out(process, `${show(process.world, entry, options)}\n`)
      shown = entry.number
    }
  }
}

const VACUUM_MS = 1000

/** `--sync` has nothing to write here; `--rotate --vacuum-time=1s` forgets all but the last second. */
function maintain({ world }: Process, options: ReadOptions): boolean {
  const isVacuum = valueOfOption(options, '--vacuum-time') !== undefined
  if (isVacuum && hasFlag(options, '--rotate')) {
    const kept = world.state.journal.filter(entry => entry.atMs > nowOn(world) - VACUUM_MS)
    world.state.journal.splice(0, world.state.journal.length, ...kept)
  }
  return isVacuum || hasFlag(options, '--sync', '--rotate')
}

export const journalctl: Program = async process => {
  const { boot, rest } = splitBoot(process.argv.slice(1))
  const options = readOptions(rest, {
    flags: [
      ...['--no-pager', '-q', '--quiet', '-f', '--follow', '-a', '--all', '--no-hostname', '--no-tail'],
      ...['--sync', '--rotate'],
    ],
    values: [
      ...['-u', '--unit', '-o', '--output', '-n', '--lines', '-p', '--priority'],
      ...['--cursor', '--after-cursor', '--output-fields', '--vacuum-time'],
    ],
  })
  if (maintain(process, options)) return isRoot(process) ? 0 : fail(process, 1, 'Failed to synchronize: Access denied')
  const format = valueOfOption(options, '-o', '--output') ?? 'short'
  const show = ownEntry(FORMATS, format)
  if (!show) throw new UnsupportedUse(`unsupported output '${format}'`)
  const bootId = boot === undefined ? undefined : bootIdFor(process.world, boot)
  if (boot !== undefined && bootId === undefined) {
    return fail(process, 1, `Data from the specified boot (${boot}) is not available: No such boot ID in journal`)
  }
  const last = process.world.state.journalCount
  const selected = fromCursor(options, select(process, options, bootId))
  const isFollowing = hasFlag(options, '-f', '--follow')
  const tail = isFollowing && !hasFlag(options, '--no-tail') ? '10' : undefined
  const count = valueOfOption(options, '-n', '--lines') ?? tail
  const entries =
    count === undefined || count === 'all' ? selected : selected.slice(Math.max(0, selected.length - Number(count)))
  const isSilent = hasFlag(options, '-q', '--quiet') || format !== 'short'
  if (entries.length === 0 && !isSilent) await out(process, '-- No entries --\n')
  for (const entry of entries) await out(process, `${show(process.world, entry, options)}\n`)
  return isFollowing ? follow(process, options, show, last) : 0
}

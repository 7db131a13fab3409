import { ownEntry } from '../system/own-entry.ts'
import { out, type Program, UnsupportedUse } from '../system/process.ts'
import { nowOn } from '../system/world.ts'
import { readOptions } from './options.ts'

const two = (value: number): string => String(value).padStart(2, '0')

const FIELDS: Readonly<Record<string, (now: Date) => string>> = {
  s: now => String(Math.floor(now.getTime() / 1000)),
  N: now => `${String(now.getUTCMilliseconds()).padStart(3, '0')}000000`,
  Y: now => String(now.getUTCFullYear()),
  m: now => two(now.getUTCMonth() + 1),
  d: now => two(now.getUTCDate()),
  H: now => two(now.getUTCHours()),
  M: now => two(now.getUTCMinutes()),
  S: now => two(now.getUTCSeconds()),
  F: now => now.toISOString().slice(0, 10),
  T: now => now.toISOString().slice(11, 19),
  Z: () => 'UTC',
}

function format(now: Date, pattern: string): string {
  return pattern.replace(/%(.)/g, (_, letter: string) => {
    const field = ownEntry(FIELDS, letter)
    if (!field) throw new UnsupportedUse(`unsupported format '%${letter}'`)
    return field(now)
  })
}

/** date(1) in UTC: the default form, or `+FORMAT`. */
export const date: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: ['-u', '--utc'] })
  const now = new Date(nowOn(process.world))
  const [pattern] = operands
  if (pattern !== undefined && !pattern.startsWith('+')) throw new UnsupportedUse('the clock cannot be set')
  const [weekday, day, month] = now.toUTCString().split(/,? /)
  const plain = `${weekday} ${month} ${String(Number(day)).padStart(2)} ${format(now, '%T')} UTC ${format(now, '%Y')}`
  await out(process, `${pattern === undefined ? plain : format(now, pattern.slice(1))}\n`)
  return 0
}

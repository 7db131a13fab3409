/**
 * One process at a time: a claim is a small file that names the process that holds it. It appears with its content
 * (written aside, then linked, which fails where the name is taken), so nobody reads half of one.
 *
 * What a vanished process held is not overwritten, because two could do that at once: each claim has a number, the highest
 * counts, and taking over is making the next one. Of two that try, one is told that it exists. Number 0 is the file of
 * that very name, which older versions wrote with the process id alone.
 */

import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import * as z from 'zod'
import { isMarkAlive, type ProcessMark, processMark } from './process-mark.ts'

const markSchema = z.object({ pid: z.int().positive(), began: z.string().exactOptional() })

interface Claim {
  readonly number: number
  readonly mark: ProcessMark | undefined
}

export type Holder = 'nobody' | 'this-process' | 'another-process'

/** Takes it for this process; false while another living process has it. Taking what one has already is fine. */
export function claim(path: string): boolean {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (;;) {
    // One look for both: the claim that is taken over must be the one that was seen to be a dead one's.
    const last = newest(path)
    const holder = holderIn(last)
    if (holder !== 'nobody') return holder === 'this-process'
    if (!makeClaim(path, (last?.number ?? 0) + 1)) continue
    // Somebody may have let go of a claim with a higher number between the look and the making.
    if (holderOf(path) === 'this-process') return true
  }
}

/** Who has it now. */
export const holderOf = (path: string): Holder => holderIn(newest(path))

function holderIn(last: Claim | undefined): Holder {
  const mark = last?.mark
  if (!mark || !isMarkAlive(mark)) return 'nobody'
  return mark.pid === process.pid ? 'this-process' : 'another-process'
}

/** Lets go of it; what another process has stays. */
export function releaseClaim(path: string): void {
  if (holderOf(path) === 'another-process') return
  for (const { number } of claims(path)) rmSync(numbered(path, number), { force: true })
}

const numbered = (path: string, number: number): string => (number === 0 ? path : `${path}.${number}`)

function makeClaim(path: string, number: number): boolean {
  const aside = `${path}.${randomUUID()}.tmp`
  writeFileSync(aside, `${JSON.stringify(processMark())}\n`, { mode: 0o600, flag: 'wx' })
  try {
    linkSync(aside, numbered(path, number))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(aside, { force: true })
  }
}

const newest = (path: string): Claim | undefined => claims(path).at(-1)

/** In the order of their numbers. */
function claims(path: string): readonly Claim[] {
  return readdirSync(dirname(path))
    .flatMap(name => numberOf(name, basename(path)))
    .sort((a, b) => a - b)
    .map(number => ({ number, mark: readMark(numbered(path, number)) }))
}

function numberOf(name: string, base: string): readonly number[] {
  if (name === base) return [0]
  const end = name.startsWith(`${base}.`) ? name.slice(base.length + 1) : ''
  return /^[1-9][0-9]*$/.test(end) ? [Number(end)] : []
}

function readMark(path: string): ProcessMark | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return markSchema.safeParse(typeof value === 'number' ? { pid: value } : value).data
  } catch {
    return undefined
  }
}

/** What a machine’s stores hold, from what `lookCommand` printed. */

import { AppError } from '../../shared/errors.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { parseDf } from '../machines/parse-df.ts'
import { lookCommand, SEAL } from './store-commands.ts'

export interface StoredBlob {
  readonly path: string
  readonly hex: string
  readonly sizeBytes: number
  /** Nothing wrote to it since its hash was checked there. */
  readonly isSealed: boolean
  /** When it was last linked into a job’s layout or out of one, milliseconds since 1970. */
  readonly usedAt: number
  /** A job’s layout holds it too. */
  readonly isInUse: boolean
}

export interface StoredPart {
  readonly path: string
  readonly hex: string
  readonly sizeBytes: number
  readonly changedAt: number
}

/** One place a store can lie in, and the store there. */
export interface StoreListing {
  readonly place: string
  /** The store’s directory, which may not be there yet. */
  readonly store: string
  readonly isThere: boolean
  readonly blobs: readonly StoredBlob[]
  readonly parts: readonly StoredPart[]
  readonly freeBytes?: number
  readonly sizeBytes?: number
  readonly tools: { readonly zstd: boolean; readonly flock: boolean }
}

const ENTRY = /^(blob|part) (\/.*\/([0-9a-f]{64})(?:\.[0-9a-f]+)?) (\d+) (-?\d+) (\d+) (\d+)$/

function entries(lines: readonly string[]) {
  const blobs: StoredBlob[] = []
  const parts: StoredPart[] = []
  for (const line of lines) {
    const [, kind, path, hex, size, modified, changed, links] = ENTRY.exec(line) ?? []
    if (path === undefined || hex === undefined) continue
    const common = { path, hex, sizeBytes: Number(size) }
    const changedAt = Number(changed) * 1000
    if (kind === 'part') parts.push({ ...common, changedAt })
    else {
      const isSealed = Number(modified) === SEAL
      blobs.push({ ...common, isSealed, usedAt: changedAt, isInUse: Number(links) > 1 })
    }
  }
  return { blobs, parts }
}

const taken = (lines: readonly string[]) => {
  const [, directory = '', owner = 'somebody else'] =
    lines.map(line => /^taken (\/\S+) (.*)$/.exec(line)).findLast(match => match !== null) ?? []
  return { directory, owner }
}

/** What is told of one place; undefined where all of it belongs to somebody else. */
function placeListing(section: string, tools: StoreListing['tools']): StoreListing | undefined {
  const [place = '', ...lines] = section.split('\n')
  const [, word, store] = lines.map(line => /^(ours|free) (\/.*)$/.exec(line)).find(match => match !== null) ?? []
  if (store === undefined) return undefined
  const space = parseDf(place, lines.slice(0, 2).join('\n'))
  return {
    ...{ place, store, isThere: word === 'ours', tools },
    ...entries(lines),
    ...(space ? { freeBytes: space.freeBytes, sizeBytes: space.sizeBytes } : {}),
  }
}

/** Reads what is told of each place that can be used. Throws `upload/store-not-ours` where there is none. */
export function parseStoreListings(stdout: string, machine: string): readonly [StoreListing, ...StoreListing[]] {
  const [head = '', ...sections] = stdout.split(/^place /m)
  const told = head.split('\n')
  const tools = { zstd: told.includes('tool zstd'), flock: told.includes('tool flock') }
  const [first, ...others] = sections.flatMap(section => placeListing(section, tools) ?? [])
  if (!first) throw new AppError('upload/store-not-ours', { machine, ...taken(stdout.split('\n')) })
  return [first, ...others]
}

/** Asks a machine what its stores hold, in one round trip. Changes nothing. */
export async function readStores(
  runner: CommandRunner,
  machine: string,
  options: { readonly signal?: AbortSignal; readonly places?: readonly string[] } = {},
): Promise<readonly [StoreListing, ...StoreListing[]]> {
  const { signal, places } = options
  const { stdout } = await runner.run(lookCommand(places), signal === undefined ? {} : { signal })
  return parseStoreListings(stdout, machine)
}

/** Whether the store holds a blob whole and untouched. */
export const isStored = ({ blobs }: StoreListing, hex: string, sizeBytes: number): boolean =>
  blobs.some(blob => blob.hex === hex && blob.sizeBytes === sizeBytes && blob.isSealed)

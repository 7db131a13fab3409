/** What a machine’s store holds, from what `lookCommand` printed. */

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

export interface StoreListing {
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

/** Reads the listing. Throws `upload/store-not-ours` where every place belongs to somebody else. */
export function parseStoreListing(stdout: string, machine: string): StoreListing {
  const lines = stdout.split('\n')
  const [, word, store] = lines.map(line => /^(ours|free) (\/.*)$/.exec(line)).find(match => match !== null) ?? []
  if (store === undefined) {
    const [, directory = '', owner = 'somebody else'] =
      lines.map(line => /^taken (\/\S+) (.*)$/.exec(line)).findLast(match => match !== null) ?? []
    throw new AppError('upload/store-not-ours', { machine, directory, owner })
  }
  const space = parseDf('/var/tmp', lines.slice(0, 2).join('\n'))
  return {
    store,
    isThere: word === 'ours',
    ...entries(lines),
    ...(space ? { freeBytes: space.freeBytes, sizeBytes: space.sizeBytes } : {}),
    tools: { zstd: lines.includes('tool zstd'), flock: lines.includes('tool flock') },
  }
}

/** Asks a machine what its store holds, in one round trip. Changes nothing. */
export async function readStore(
  runner: CommandRunner,
  machine: string,
  options: { readonly signal?: AbortSignal; readonly storePath?: string } = {},
): Promise<StoreListing> {
  const { signal, storePath } = options
  const { stdout } = await runner.run(lookCommand(storePath), signal === undefined ? {} : { signal })
  return parseStoreListing(stdout, machine)
}

/** Whether the store holds a blob whole and untouched. */
export const isStored = ({ blobs }: StoreListing, hex: string, sizeBytes: number): boolean =>
  blobs.some(blob => blob.hex === hex && blob.sizeBytes === sizeBytes && blob.isSealed)

/**
 * What a tar file holds, from its headers alone: one short read per entry, nothing is unpacked, so the size of the archive
 * does not matter.
 */

import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import { MAX_TAR_ENTRIES } from './layout-limits.ts'
import { BLOCK_BYTES, isZeroBlock, parsePaxRecords, parseTarHeader, type TarHeader } from './tar-header.ts'

export type TarEntry =
  | { readonly kind: 'file'; readonly fromByte: number; readonly sizeBytes: number }
  | { readonly kind: 'link'; readonly target: string }

export interface TarIndex {
  readonly entries: ReadonlyMap<string, TarEntry>
  /** The two blocks of zeros at the end were there. */
  readonly isWhole: boolean
}

/** What an extended header says of the entry behind it. */
interface Extension {
  name?: string
  linkName?: string
  sizeBytes?: number
}

const MAX_EXTENSION_BYTES = 1024 * 1024

const inBlocks = (sizeBytes: number): number => Math.ceil(sizeBytes / BLOCK_BYTES) * BLOCK_BYTES

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** `./a//b` as `a/b`; undefined for a name that leads out of the archive. */
function cleanName(name: string): string | undefined {
  const parts = name.split('/').filter(part => part !== '' && part !== '.')
  return name.startsWith('/') || parts.includes('..') ? undefined : parts.join('/')
}

/** Where a link of an entry leads, relative to the archive: hard links name an entry, symbolic ones are beside theirs. */
function targetOf(name: string, kind: string, linkName: string): string | undefined {
  if (kind === '1') return cleanName(linkName)
  if (linkName.startsWith('/')) return undefined
  const parts = name.split('/').slice(0, -1)
  for (const part of linkName.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..' && part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

function extend(extension: Extension, { kind }: TarHeader, content: Buffer): void {
  const text = content.toString('utf8').replace(/\0+$/, '')
  if (kind === 'L') extension.name = text
  if (kind === 'K') extension.linkName = text
  if (kind !== 'x') return
  const records = parsePaxRecords(content)
  const [name, linkName, size] = ['path', 'linkpath', 'size'].map(key => records.get(key))
  if (name !== undefined) extension.name = name
  if (linkName !== undefined) extension.linkName = linkName
  if (size !== undefined && /^[0-9]{1,15}$/.test(size)) extension.sizeBytes = Number(size)
}

/** The entry a header stands for; undefined for what no layout needs (directories, devices). */
function entryOf(path: string, name: string, header: TarHeader, fromByte: number): TarEntry | undefined {
  const { kind, sizeBytes, linkName } = header
  if (kind === '0') return { kind: 'file', fromByte, sizeBytes }
  if (kind !== '1' && kind !== '2') return undefined
  const target = targetOf(name, kind, linkName)
  if (target === undefined) throw new AppError('layout/leaves', { path, name })
  return { kind: 'link', target }
}

const EXTENSIONS = ['L', 'K', 'x', 'g']

/** Reads the headers of an open tar file. Throws `layout/truncated`, `layout/leaves`, or `layout/malformed`. */
export async function readTarIndex(file: FileHandle, path: string, totalBytes: number): Promise<TarIndex> {
  const entries = new Map<string, TarEntry>()
  let extension: Extension = {}
  let position = 0
  for (let count = 0; count < MAX_TAR_ENTRIES; count++) {
    const block = await readAt(file, position, BLOCK_BYTES)
    if (block.length === 0) return { entries, isWhole: false }
    if (block.length === BLOCK_BYTES && isZeroBlock(block)) return { entries, isWhole: true }
    const header = parseTarHeader(block)
    if (!header) throw brokenHeader(path, block.length, position)
    const isExtension = EXTENSIONS.includes(header.kind)
    const sizeBytes = isExtension ? header.sizeBytes : (extension.sizeBytes ?? header.sizeBytes)
    const fromByte = position + BLOCK_BYTES
    if (fromByte + sizeBytes > totalBytes) throw new AppError('layout/truncated', { path })
    if (isExtension) extend(extension, header, await readAt(file, fromByte, Math.min(sizeBytes, MAX_EXTENSION_BYTES)))
    else {
      const whole = { ...header, sizeBytes, linkName: extension.linkName ?? header.linkName }
      addEntry(entries, path, extension.name ?? header.name, whole, fromByte)
      extension = {}
    }
    position = fromByte + inBlocks(sizeBytes)
  }
  throw malformed(path, `it has more than ${MAX_TAR_ENTRIES} entries`)
}

function addEntry(
  entries: Map<string, TarEntry>,
  path: string,
  written: string,
  header: TarHeader,
  fromByte: number,
): void {
  const name = cleanName(written)
  if (name === undefined) throw new AppError('layout/leaves', { path, name: written })
  const entry = entryOf(path, name, header, fromByte)
  // As tar extracts it: a later entry of the same name counts.
  if (entry) entries.set(name, entry)
}

const malformed = (path: string, reason: string): AppError =>
  new AppError('layout/malformed', { path, file: 'The archive', reason })

function brokenHeader(path: string, length: number, position: number): AppError {
  if (length < BLOCK_BYTES) return new AppError('layout/truncated', { path })
  return malformed(path, `there is no tar header at byte ${position}`)
}

/** The file behind a name, through links inside the archive; undefined where there is none. */
export function fileIn({ entries }: TarIndex, name: string): Extract<TarEntry, { kind: 'file' }> | undefined {
  let entry = entries.get(name)
  for (let hops = 0; entry?.kind === 'link' && hops < 8; hops++) entry = entries.get(entry.target)
  return entry?.kind === 'file' ? entry : undefined
}

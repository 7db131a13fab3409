/**
 * A folder as the files of a layout. Symbolic links are followed only as far as they stay inside: somebody else may have
 * made the folder, and what is read here is sent to a machine.
 */

import { constants } from 'node:fs'
import { type FileHandle, open, readdir, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { isAbsent, unreadable } from './file-problem.ts'
import type { FileFacts, LayoutFiles } from './layout-files.ts'
import { readRange } from './read-range.ts'

/** Windows knows no O_NOFOLLOW; there the resolved path is opened as it is. */
const READ_ONLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)

const stampOf = (facts: { readonly size: bigint; readonly mtimeNs: bigint; readonly ino: bigint }): string =>
  `${facts.size} ${facts.mtimeNs} ${facts.ino}`

export async function openDirectoryFiles(path: string): Promise<LayoutFiles> {
  const root = await realpath(path)
  const stamps = new Map<string, string>()

  async function placeOf(name: string): Promise<string | undefined> {
    try {
      const place = await realpath(join(root, name))
      if (!place.startsWith(root + sep)) throw new AppError('layout/leaves', { path, name })
      return place
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined
      throw unreadable(join(path, name), thrown)
    }
  }

  async function look(name: string): Promise<FileFacts | undefined> {
    const place = await placeOf(name)
    if (place === undefined) return undefined
    const facts = await stat(place, { bigint: true })
    if (!facts.isFile()) return undefined
    const stamp = stampOf(facts)
    stamps.set(name, stamp)
    return { sizeBytes: Number(facts.size), stamp }
  }

  async function openFile(name: string): Promise<FileHandle> {
    const place = await placeOf(name)
    try {
      if (place !== undefined) return await open(place, READ_ONLY)
    } catch (thrown) {
      if (!isAbsent(thrown)) throw unreadable(join(path, name), thrown)
    }
    throw new AppError('layout/changed', { path, file: name })
  }

  async function* read(name: string, fromByte: number): AsyncIterable<Buffer> {
    const handle = await openFile(name)
    try {
      yield* readRange(handle, fromByte, Number.POSITIVE_INFINITY)
      const stamp = stampOf(await handle.stat({ bigint: true }))
      if (stamp !== (stamps.get(name) ?? stamp)) throw new AppError('layout/changed', { path, file: name })
    } finally {
      await handle.close()
    }
  }

  async function topNames(): Promise<readonly string[]> {
    try {
      return await readdir(root)
    } catch (thrown) {
      throw unreadable(path, thrown)
    }
  }

  return { path, isWhole: true, look, read, topNames, close: async () => undefined }
}

import type { FileHandle } from 'node:fs/promises'
import { AppError } from '../../shared/errors.ts'
import type { LayoutFiles } from './layout-files.ts'
import { readRange } from './read-range.ts'
import { fileIn, readTarIndex } from './tar-index.ts'

/** A tar file as the files of a layout. It keeps `file` open, and closes it. Throws as `readTarIndex` does. */
export async function openArchiveFiles(file: FileHandle, path: string): Promise<LayoutFiles> {
  const stampOf = async (): Promise<string> => {
    const { size, mtimeNs } = await file.stat({ bigint: true })
    return `${size} ${mtimeNs}`
  }
  const stamp = await stampOf()
  const index = await readTarIndex(file, path, Number((await file.stat()).size))

  async function* read(name: string, fromByte: number): AsyncIterable<Buffer> {
    const found = fileIn(index, name)
    if (!found) throw new AppError('layout/changed', { path, file: name })
    yield* readRange(file, found.fromByte + fromByte, found.fromByte + found.sizeBytes)
    if ((await stampOf()) !== stamp) throw new AppError('layout/changed', { path, file: name })
  }

  return {
    path,
    isWhole: index.isWhole,
    async look(name) {
      const found = fileIn(index, name)
      return found && { sizeBytes: found.sizeBytes, stamp: `${stamp} ${found.fromByte}` }
    },
    read,
    topNames: async () => [...new Set([...index.entries.keys()].map(name => name.split('/')[0] ?? name))],
    close: () => file.close(),
  }
}

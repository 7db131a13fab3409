import { AppError } from '../../shared/errors.ts'
import type { LayoutFiles } from './layout-files.ts'
import { MAX_JSON_BYTES } from './layout-limits.ts'

/** A small file of a layout as bytes, or undefined where it is not there. Throws `layout/too-large` above 4 MiB. */
export async function readWhole(files: LayoutFiles, name: string): Promise<Buffer | undefined> {
  const facts = await files.look(name)
  if (facts === undefined) return undefined
  if (facts.sizeBytes > MAX_JSON_BYTES) throw tooLarge(files, name, facts.sizeBytes)
  const pieces: Buffer[] = []
  for await (const piece of files.read(name, 0)) pieces.push(piece)
  return Buffer.concat(pieces)
}

const tooLarge = (files: LayoutFiles, name: string, sizeBytes: number): AppError =>
  new AppError('layout/too-large', {
    path: files.path,
    digest: name,
    size: `${sizeBytes} bytes`,
    most: `${MAX_JSON_BYTES} bytes`,
  })

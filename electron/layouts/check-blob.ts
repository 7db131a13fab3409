/** Looks at one blob a descriptor names: its grammar, its presence and its size, never its content. */

import { createHash } from 'node:crypto'
import prettyBytes from 'pretty-bytes'
import { AppError } from '../../shared/errors.ts'
import { blobName, parseDigest } from './digest-grammar.ts'
import type { LayoutFiles } from './layout-files.ts'
import { MAX_BLOB_BYTES } from './layout-limits.ts'
import type { Descriptor } from './layout-schemas.ts'
import { readWhole } from './read-whole.ts'

/** The file of a descriptor’s blob. Throws `layout/malformed`, `layout/unsupported` or `layout/too-large`. */
export function blobFileOf(path: string, { digest, size }: Descriptor): string {
  const parsed = parseDigest(digest)
  if (!parsed) {
    throw new AppError('layout/malformed', { path, file: 'A descriptor', reason: `“${digest}” is not a digest` })
  }
  if (parsed.algorithm !== 'sha256') throw new AppError('layout/unsupported', { path, what: 'digests of sha512' })
  if (!Number.isInteger(size) || size < 0) {
    throw new AppError('layout/malformed', { path, file: 'A descriptor', reason: `${size} is not a size` })
  }
  if (size > MAX_BLOB_BYTES) {
    const facts = {
      digest,
      size: prettyBytes(size, { binary: true }),
      most: prettyBytes(MAX_BLOB_BYTES, { binary: true }),
    }
    throw new AppError('layout/too-large', { path, ...facts })
  }
  return blobName(parsed)
}

const missing = ({ path, isWhole }: LayoutFiles, digest: string): AppError =>
  isWhole ? new AppError('layout/blob-missing', { path, digest }) : new AppError('layout/truncated', { path })

const otherSize = (path: string, digest: string, says: number, has: number): AppError =>
  new AppError('layout/size-mismatch', { path, digest, says: `${says} bytes`, has: `${has} bytes` })

/** The name of the blob’s file, once it is there with the right size. */
export async function checkBlob(files: LayoutFiles, descriptor: Descriptor): Promise<string> {
  const name = blobFileOf(files.path, descriptor)
  const facts = await files.look(name)
  if (!facts) throw missing(files, descriptor.digest)
  if (facts.sizeBytes !== descriptor.size) {
    throw otherSize(files.path, descriptor.digest, descriptor.size, facts.sizeBytes)
  }
  return name
}

export const sha256Of = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`

/** A small blob with its content checked against its digest: a manifest, an index, a config. */
export async function readCheckedBlob(files: LayoutFiles, descriptor: Descriptor): Promise<Buffer> {
  const name = blobFileOf(files.path, descriptor)
  const content = await readWhole(files, name)
  const { path } = files
  const { digest, size } = descriptor
  if (!content) throw missing(files, digest)
  if (content.length !== size) throw otherSize(path, digest, size, content.length)
  const has = sha256Of(content)
  if (has !== digest) throw new AppError('layout/digest-mismatch', { path, digest, has })
  return content
}

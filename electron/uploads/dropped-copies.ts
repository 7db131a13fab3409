/**
 * What is dropped on a page in a browser. A page may not learn where a file lies, so its content comes here, into a folder
 * of its own below the data directory, and goes again: after the job that used it succeeded, with the next drop, and when
 * Drydock ends or starts, unless a job that goes on needs it. Its blobs stay a while longer (kept-blobs.ts), so that of a
 * rebuilt image only what changed comes again.
 */

import { createHash, type Hash, randomBytes } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import prettyBytes from 'pretty-bytes'
import { AppError } from '../../shared/errors.ts'
import { type Job, verdictOf } from '../../shared/job.ts'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'
import { isProcessAlive } from '../lib/is-process-alive.ts'
import { type Blob, openKeptBlobs } from './kept-blobs.ts'

/** Left free on this computer besides what is dropped. */
const SPARE_BYTES = 256e6
const MAX_DEPTH = 8
/** Of a layout (image-layout.md). */
const BLOBS = 'blobs/sha256'

export interface Announced {
  /** What was dropped is called. */
  readonly name: string
  readonly kind: 'folder' | 'file'
  readonly sizeBytes: number
  /** Which blobs are among it. */
  readonly blobs: readonly Blob[]
}

export interface Begun {
  readonly id: string
  readonly path: string
  /** Hex digits of blobs that are here already and need not come. */
  readonly has: readonly string[]
}

export interface DroppedCopies {
  /** Makes room. Throws `upload/drop-refused` when there is none, or for a name that is none. */
  begin(announced: Announced): Promise<Begun>
  /** Takes one file; `name` is relative, empty for a dropped file itself. Throws `upload/drop-refused`. */
  write(id: string, name: string, content: AsyncIterable<Buffer>): Promise<void>
  remove(id: string): void
  /** Removes the copy a job has used up. */
  onJobEnded(job: Job): void
  close(): void
}

interface Copy {
  readonly directory: string
  readonly path: string
  readonly kind: Announced['kind']
  leftBytes: number
}

const refused = (reason: string): AppError => new AppError('upload/drop-refused', { reason })

const isName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && name.length <= 255 && !/[/\\\p{Cc}]/u.test(name)

async function checkRoom(root: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(root)
  const freeBytes = bavail * bsize
  if (sizeBytes + SPARE_BYTES <= freeBytes) return
  const [needed, free] = [prettyBytes(sizeBytes), prettyBytes(freeBytes)]
  throw refused(`This computer has no room for a copy: ${needed} are needed in ${root}, ${free} are free.`)
}

/** Removes what a Drydock that was killed left, but for what a job that goes on still needs. */
function sweep(root: string, used: readonly string[]): void {
  if (!existsSync(root)) return
  for (const name of readdirSync(root)) {
    if (used.some(path => path.startsWith(join(root, name) + sep))) continue
    const pid = Number(/^(\d+)-/.exec(name)?.[1])
    if (!Number.isInteger(pid) || (pid !== process.pid && !isProcessAlive(pid))) {
      rmSync(join(root, name), { recursive: true, force: true })
    }
  }
}

/** Passes on what fits into what was announced. */
async function* limited(content: AsyncIterable<Buffer>, copy: Copy, hash: Hash | undefined): AsyncIterable<Buffer> {
  for await (const piece of content) {
    copy.leftBytes -= piece.length
    if (copy.leftBytes < 0) throw refused('More arrived than was announced.')
    hash?.update(piece)
    yield piece
  }
}

function placeOf(copy: Copy, name: string): string {
  if (copy.kind === 'file' && name === '') return copy.path
  const parts = name.split('/')
  if (copy.kind === 'file' || parts.length > MAX_DEPTH || !parts.every(isName)) {
    throw refused(`“${name}” cannot be the name of a file in what was dropped.`)
  }
  return join(copy.path, ...parts)
}

/** `runningImages` are the images of jobs that have not ended: their copies stay. */
export function openDroppedCopies(dataDir: string, runningImages: () => readonly string[]): DroppedCopies {
  const root = join(dataDir, 'drops')
  const copies = new Map<string, Copy>()
  sweep(root, runningImages())
  const kept = openKeptBlobs(join(root, `${process.pid}-kept`))

  function remove(id: string): void {
    const copy = copies.get(id)
    copies.delete(id)
    if (copy) rmSync(copy.directory, { recursive: true, force: true })
  }

  function removeUnused(): void {
    if (copies.size === 0) return
    const used = new Set(runningImages())
    for (const [id, { path }] of copies) if (!used.has(path)) remove(id)
  }

  async function begin({ name, kind, sizeBytes, blobs }: Announced): Promise<Begun> {
    if (!isName(name)) throw refused(`“${name}” cannot be the name of a file or folder.`)
    removeUnused()
    const id = `${process.pid}-${randomBytes(8).toString('hex')}`
    const directory = join(root, id)
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const path = join(directory, name)
    const copy: Copy = { directory, path, kind, leftBytes: sizeBytes }
    copies.set(id, copy)
    try {
      if (kind === 'folder') mkdirSync(path)
      const has = kind === 'folder' ? kept.linkInto(join(path, BLOBS), blobs) : []
      copy.leftBytes -= sumOfSizes(has)
      await checkRoom(directory, copy.leftBytes)
      return { id, path, has: has.map(({ hex }) => hex) }
    } catch (thrown) {
      remove(id)
      throw thrown
    }
  }

  async function write(id: string, name: string, content: AsyncIterable<Buffer>): Promise<void> {
    const copy = copies.get(id)
    if (!copy) throw refused('What was dropped before is gone.')
    const place = placeOf(copy, name)
    await mkdir(dirname(place), { recursive: true })
    const hash = dirname(name) === BLOBS ? createHash('sha256') : undefined
    await pipeline(limited(content, copy, hash), createWriteStream(place, { flags: 'wx', mode: 0o600 }))
    if (hash?.digest('hex') === basename(name)) kept.keep(basename(name), place)
  }

  function close(): void {
    removeUnused()
    kept.close()
  }

  return {
    begin,
    write,
    remove,
    onJobEnded(job) {
      const { request } = job
      if (request.kind !== 'rebase' || !request.image.startsWith(root + sep)) return
      const outcome = verdictOf(job)?.outcome
      // What failed or was cancelled can be tried again without dropping it once more.
      if (outcome === 'failed' || outcome === 'cancelled') return
      const [id = ''] = relative(root, request.image).split(sep)
      remove(id)
      // An earlier process may have taken it in.
      rmSync(join(root, id), { recursive: true, force: true })
    },
    close,
  }
}

/**
 * Brings one image of this computer into a job’s directory on a machine, through the machine’s store.
 *
 * The other way, a registry inside Drydock that the machine pulls from through the connection’s reverse forwarding, was
 * measured (`npm run bench -- drop`) and is not built: through ssh2 a first pull takes as long (17 s and 18 s for 2 GB), and
 * neither rpm-ostree nor bootc pulls from a registry without TLS unless the machine’s configuration is changed.
 */

import prettyBytes from 'pretty-bytes'
import { AppError, isAppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import { OCI_MANIFEST } from '../layouts/media-types.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { createLinkRate } from './link-rate.ts'
import { hexOf, type SendContext, sendLane } from './send-lane.ts'
import {
  dropPartsCommand,
  linkCommand,
  ownSuffix,
  prepareCommand,
  removeCommand,
  storedPath,
} from './store-commands.ts'
import { isStored, parseStoreListing, readStore, type StoredPart, type StoreListing } from './store-listing.ts'
import { pathsToTrim } from './trim-store.ts'

/** More at once only take turns: one connection has one stream of packets. */
const MAX_LANES = 4

/** How many lanes so many blobs need. */
export const laneCount = (blobCount: number): number => Math.min(MAX_LANES, blobCount)

/** Kept free besides: the job’s own small files, and what others write meanwhile. */
const SPARE_BYTES = 64e6

export interface UploadRequest {
  readonly runner: CommandRunner
  /** The machine’s name, for messages. */
  readonly machine: string
  /** Where the image lies here, for messages. */
  readonly path: string
  /** The manifest first. */
  readonly blobs: readonly LayoutBlob[]
  /** The job’s own directory; it becomes an OCI layout. */
  readonly directory: string
  readonly signal: AbortSignal
  /** Default: the usual place. */
  readonly storePath?: string
  /** Hears how much is there: sent now, or found. */
  onProgress(progress: UploadProgress): void
}

export interface UploadProgress {
  /** Every blob, and whether it was there before. */
  readonly travelling: readonly { readonly sizeBytes: number; readonly isThere: boolean }[]
  readonly travellingBlobs: number
  readonly totalBlobs: number
  readonly doneBytes: number
  readonly travellingBytes: number
  readonly totalBytes: number
}

/** How long a job that ends waits to remove its parts. */
const DROP_DEADLINE_MS = 30_000
const DROP_ROUNDS = 3

const sumOf = (blobs: readonly { readonly sizeBytes: number }[]): number =>
  blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

/** The blobs that have to be sent. */
export const missingFrom = (listing: StoreListing, blobs: readonly LayoutBlob[]): readonly LayoutBlob[] =>
  blobs.filter(blob => !isStored(listing, hexOf(blob), blob.sizeBytes))

/** index.json with the one image, so that `oci:DIRECTORY` means it (image-spec, image-index.md). */
export function indexOf(manifest: Pick<LayoutBlob, 'digest' | 'sizeBytes'>): string {
  const entry = { mediaType: OCI_MANIFEST, digest: manifest.digest, size: manifest.sizeBytes }
  return JSON.stringify({ schemaVersion: 2, manifests: [entry] })
}

/** How many bytes have to find room there. */
export function neededBytes(listing: StoreListing, missing: readonly LayoutBlob[]): number {
  const isMissing = new Set(missing.map(hexOf))
  return Math.max(0, sumOf(missing) - sumOf(listing.parts.filter(({ hex }) => isMissing.has(hex))))
}

function checkSpace(listing: StoreListing, missing: readonly LayoutBlob[]): void {
  const { freeBytes } = listing
  const needed = neededBytes(listing, missing)
  if (freeBytes === undefined || needed === 0 || freeBytes >= needed + SPARE_BYTES) return
  const facts = { fileSystem: '/var/tmp', needed: prettyBytes(needed), free: prettyBytes(freeBytes) }
  throw new AppError('space/full', facts)
}

const look = ({ runner, machine, signal, storePath }: UploadRequest): Promise<StoreListing> =>
  readStore(runner, machine, { signal, ...(storePath === undefined ? {} : { storePath }) })

/** Makes the store and the job’s directory, and says what the store holds. */
async function prepare({ runner, machine, blobs, directory, signal, storePath }: UploadRequest): Promise<StoreListing> {
  const [manifest] = blobs
  if (!manifest) throw new AppError('internal', { reason: 'an image without a manifest' })
  const { stdout } = await runner.run(prepareCommand(directory, indexOf(manifest), storePath), { signal })
  return parseStoreListing(stdout, machine)
}

/** Puts what is there already into the job’s directory. */
async function link(
  { runner, directory }: UploadRequest,
  listing: StoreListing,
  there: readonly LayoutBlob[],
  signal: AbortSignal,
) {
  if (there.length === 0) return
  const stdin = there.map(blob => `${storedPath(listing.store, hexOf(blob))}\n`).join('')
  await runner.run(linkCommand({ store: listing.store, directory }), { signal, stdin })
}

/** All of it at once; the first failure stops the others, and nothing goes on behind it. */
async function together(
  signal: AbortSignal,
  tasks: readonly ((signal: AbortSignal) => Promise<void>)[],
): Promise<void> {
  const stopping = new AbortController()
  const either = AbortSignal.any([signal, stopping.signal])
  await Promise.all(tasks.map(task => task(either).catch((thrown: unknown) => stopping.abort(thrown))))
  signal.throwIfAborted()
  stopping.signal.throwIfAborted()
}

/** Links what is there while the lanes send what is not. */
async function bring(request: UploadRequest, listing: StoreListing, missing: readonly LayoutBlob[]): Promise<void> {
  const there = request.blobs.filter(blob => !missing.includes(blob))
  const context = sendContext(request, listing, missing)
  const queue = missing.values()
  const lane = (signal: AbortSignal): Promise<void> =>
    sendLane(() => (signal.aborted ? undefined : queue.next().value), { ...context, signal })
  await together(request.signal, [
    signal => link(request, listing, there, signal),
    ...Array.from({ length: laneCount(missing.length) }, () => lane),
  ])
}

/** Makes room for the next ones: what is old, and the oldest above the cap. */
async function trim({ runner, signal, blobs }: UploadRequest, listing: StoreListing, missing: readonly LayoutBlob[]) {
  const paths = pathsToTrim(listing, { keep: new Set(blobs.map(hexOf)), addedBytes: sumOf(missing), now: Date.now() })
  for (let from = 0; from < paths.length; from += 200) {
    await runner.run(removeCommand(paths.slice(from, from + 200)), { signal })
  }
}

function sendContext(request: UploadRequest, listing: StoreListing, missing: readonly LayoutBlob[]): SendContext {
  const { runner, machine, path, directory, signal, blobs, onProgress } = request
  const rate = createLinkRate()
  const totals = {
    travelling: blobs.map(blob => ({ sizeBytes: blob.sizeBytes, isThere: !missing.includes(blob) })),
    travellingBlobs: missing.length,
    totalBlobs: blobs.length,
    travellingBytes: sumOf(missing),
    totalBytes: sumOf(blobs),
  }
  let doneBytes = 0
  onProgress({ ...totals, doneBytes })
  return {
    ...{ runner, machine, path, signal },
    places: { store: listing.store, directory },
    tools: listing.tools,
    onBytes(count) {
      doneBytes += count
      onProgress({ ...totals, doneBytes })
    },
    onWire: rate.add,
    linkBytesPerSecond: rate.bytesPerSecond,
  }
}

/**
 * Uploads what the machine’s store lacks and lays out the image in the job’s directory. What arrived whole stays in the
 * store, also when it throws: `space/full`, `upload/…`, `layout/…`, or as `runner.run` does.
 */
export async function uploadImage(request: UploadRequest): Promise<void> {
  const listing = await prepare(request)
  const missing = missingFrom(listing, request.blobs)
  checkSpace(listing, missing)
  try {
    await bring(request, listing, missing)
    await trim(request, listing, missing)
  } catch (thrown) {
    // A blob can leave the store between the look and the link, when another job trims it: then it is sent after all.
    const now = isAppError(thrown, 'command/failed') ? await prepare(request) : undefined
    const gone = now && missingFrom(now, request.blobs)
    if (!now || !gone?.some(blob => !missing.includes(blob))) throw thrown
    await bring(request, now, gone)
  }
}

/**
 * Removes the parts of an upload that will not go on. A command that was just being started when the upload ended may make
 * one more, so it looks again afterwards.
 */
export async function dropParts(request: UploadRequest): Promise<void> {
  const { runner, blobs, directory } = request
  const hexes = new Set(blobs.map(hexOf))
  const own = ownSuffix({ directory })
  const isOurs = ({ path, hex }: StoredPart): boolean => hexes.has(hex) && (path.endsWith(hex) || path.endsWith(own))
  for (let round = 0; round < DROP_ROUNDS; round++) {
    const { parts, tools } = await look({ ...request, signal: AbortSignal.timeout(DROP_DEADLINE_MS) })
    const paths = parts.filter(isOurs).map(({ path }) => path)
    if (paths.length === 0 && round > 0) return
    if (paths.length > 0) await runner.run(dropPartsCommand(paths, tools.flock), { timeoutMs: DROP_DEADLINE_MS })
  }
}

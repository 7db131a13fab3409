/** Brings one image of this computer into a job’s directory on a machine, through the machine’s store. */

import prettyBytes from 'pretty-bytes'
import { AppError, isAppError } from '../../shared/errors.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import { OCI_MANIFEST } from '../layouts/media-types.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { createLinkRate } from './link-rate.ts'
import { hexOf, type SendContext, sendLane } from './send-lane.ts'
import {
  dropPartsCommand,
  type JobPlaces,
  linkCommand,
  NOT_OURS,
  ownSuffix,
  prepareCommand,
  removeCommand,
  storedPath,
} from './store-commands.ts'
import { isStored, readStore, type StoredPart, type StoreListing } from './store-listing.ts'
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

async function prepare({ runner, machine, blobs, signal }: UploadRequest, places: JobPlaces): Promise<void> {
  const [manifest] = blobs
  if (!manifest) throw new AppError('internal', { reason: 'an image without a manifest' })
  const command = prepareCommand(places, indexOf(manifest))
  const { exitCode } = await runner.run(command, { signal, okExitCodes: [0, NOT_OURS] })
  if (exitCode === 0) return
  throw new AppError('upload/store-not-ours', { machine, directory: places.store, owner: 'somebody else' })
}

/** Sends all of them; the first failure stops the others, and nothing goes on behind it. */
async function sendAll(missing: readonly LayoutBlob[], context: SendContext): Promise<void> {
  const stopping = new AbortController()
  const signal = AbortSignal.any([context.signal, stopping.signal])
  const queue = missing.values()
  const next = (): LayoutBlob | undefined => (signal.aborted ? undefined : queue.next().value)
  const lane = (): Promise<void> =>
    sendLane(next, { ...context, signal }).catch((thrown: unknown) => stopping.abort(thrown))
  await Promise.all(Array.from({ length: laneCount(missing.length) }, lane))
  context.signal.throwIfAborted()
  stopping.signal.throwIfAborted()
}

async function link({ runner, blobs, signal }: UploadRequest, places: JobPlaces, missing: readonly LayoutBlob[]) {
  const there = blobs.filter(blob => !missing.includes(blob))
  if (there.length === 0) return
  const stdin = there.map(blob => `${storedPath(places.store, hexOf(blob))}\n`).join('')
  await runner.run(linkCommand(places), { signal, stdin })
}

/** A blob can leave the store between the look and the link, when another job trims it: then it is sent after all. */
async function linkOrLook(request: UploadRequest, listing: StoreListing): Promise<readonly LayoutBlob[]> {
  const places = { store: listing.store, directory: request.directory }
  const missing = missingFrom(listing, request.blobs)
  try {
    await link(request, places, missing)
    return missing
  } catch (thrown) {
    if (!isAppError(thrown, 'command/failed')) throw thrown
    const now = await look(request)
    const gone = missingFrom(now, request.blobs)
    await link(request, places, gone)
    return gone
  }
}

async function trim(request: UploadRequest): Promise<void> {
  const { runner, signal, blobs } = request
  const listing = await look(request)
  const paths = pathsToTrim(listing, new Set(blobs.map(hexOf)), Date.now())
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
  const listing = await look(request)
  checkSpace(listing, missingFrom(listing, request.blobs))
  await prepare(request, { store: listing.store, directory: request.directory })
  const missing = await linkOrLook(request, listing)
  await sendAll(missing, sendContext(request, listing, missing))
  if (missing.length > 0) await trim(request)
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

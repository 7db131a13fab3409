/** The lanes of one upload: the first finds out what the store lacks, and all of them send it. */

import { posix } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import { createLinkRate } from './link-rate.ts'
import { hexOf, isGone, type LaneRun, type LaneTalk, runLane, type SendContext, sendBlobs } from './send-lane.ts'
import { laneCommand, linkLines, READY, uploadCommand } from './store-commands.ts'
import { parseStoreListings, type StoreListing } from './store-listing.ts'
import { checkSpace, indexOf, laneCount, missingFrom } from './upload-needs.ts'
import type { UploadRequest } from './upload-request.ts'

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

function sendContext(request: UploadRequest, listing: StoreListing, missing: readonly LayoutBlob[]): SendContext {
  const { path, directory, blobs, onProgress } = request
  const rate = createLinkRate()
  const totals = {
    travelling: blobs.map(blob => ({ sizeBytes: blob.sizeBytes, isThere: !missing.includes(blob) })),
    travellingBlobs: missing.length,
    totalBlobs: blobs.length,
    travellingBytes: sumOfSizes(missing),
    totalBytes: sumOfSizes(blobs),
  }
  let doneBytes = 0
  onProgress({ ...totals, doneBytes })
  return {
    path,
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

/** What the first lane found, and what is sent therefore. */
export interface Sending {
  readonly listing: StoreListing
  readonly missing: readonly LayoutBlob[]
  readonly context: SendContext
  next(): LayoutBlob | undefined
}

function decide(request: UploadRequest, listing: StoreListing): Sending {
  const missing = missingFrom(listing, request.blobs)
  checkSpace(listing, request.blobs)
  const queue = missing.values()
  return { listing, missing, context: sendContext(request, listing, missing), next: () => queue.next().value }
}

/** What the first lane says of the store before it takes anything; undefined when it ends instead. */
async function hearListing(talk: LaneTalk, heard: string[]): Promise<string | undefined> {
  for (let line = await talk.next(); line !== undefined; line = await talk.next()) {
    if (line === READY) return heard.join('\n')
    heard.push(line)
  }
  return undefined
}

/** Blobs as long as there are any and nothing has stopped the upload. */
const blobsFor =
  (signal: AbortSignal, { next, context }: Sending) =>
  (talk: LaneTalk) =>
    sendBlobs(() => (signal.aborted ? undefined : next()), talk, context)

const laneRun = ({ runner, machine, store }: UploadRequest, signal: AbortSignal): LaneRun => ({
  ...{ runner, machine, signal },
  place: posix.dirname(store),
})

/** Opens the store, decides, links what the store holds, and begins to send what it lacks. */
async function firstLane(request: UploadRequest, signal: AbortSignal, onDecided: (sending: Sending) => void) {
  const { machine, blobs } = request
  const [manifest] = blobs
  if (!manifest) throw new AppError('internal', { reason: 'an image without a manifest' })
  const { digest } = manifest
  const heard: string[] = []
  async function* say(talk: LaneTalk): AsyncIterable<Buffer> {
    const listing = await hearListing(talk, heard)
    if (listing === undefined) return
    const sending = decide(request, parseStoreListings(listing, machine)[0])
    onDecided(sending)
    talk.about(digest)
    const there = blobs.filter(blob => !sending.missing.includes(blob))
    yield Buffer.from(linkLines(there.map(hexOf)))
    yield* blobsFor(signal, sending)(talk)
  }
  await runLane(uploadCommand(request, indexOf(manifest)), say, laneRun(request, signal))
  // Where it ended before it was ready, this says why.
  parseStoreListings(heard.join('\n'), machine)
}

/** The first lane, and as soon as that has decided, others beside it. */
async function bring(request: UploadRequest): Promise<Sending> {
  const decided = Promise.withResolvers<Sending | undefined>()
  async function others(signal: AbortSignal): Promise<void> {
    const sending = await decided.promise
    if (!sending) return
    const lane = (signal: AbortSignal): Promise<void> =>
      runLane(laneCommand(sending.context.places), blobsFor(signal, sending), laneRun(request, signal))
    await together(
      signal,
      Array.from({ length: laneCount(sending.missing) - 1 }, () => lane),
    )
  }
  await together(request.signal, [
    signal => firstLane(request, signal, decided.resolve).finally(() => decided.resolve(undefined)),
    others,
  ])
  const sending = await decided.promise
  if (!sending) throw new AppError('internal', { reason: 'an upload that was not decided' })
  return sending
}

/**
 * Brings all blobs into the store and links them into the job’s layout, and says what was found and sent. A blob can leave the
 * store between the look and the link, when another job trims it: then it is sent after all.
 */
export async function bringBlobs(request: UploadRequest): Promise<Sending> {
  try {
    return await bring(request)
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown
    return bring(request)
  }
}

/**
 * Brings one image of this computer into a job’s directory on a machine, through the machine’s store.
 *
 * The other way, a registry inside Drydock that the machine pulls from through the connection’s reverse forwarding, was
 * measured (`npm run bench -- drop`) and is not built. It would send the same bytes and save the room of one compressed image
 * on the machine; but through ssh2 a pull takes twice (2 GB) and three times (67 MB) as long, and neither rpm-ostree nor bootc
 * pulls from a registry without TLS unless the machine’s configuration is changed.
 */

import { posix } from 'node:path'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'
import { bringBlobs, type Sending } from './bring-blobs.ts'
import { removeAll } from './remove-all.ts'
import { hexOf } from './send-lane.ts'
import { dropPartsCommand, ownSuffix } from './store-commands.ts'
import { readStores, type StoredPart, type StoreListing } from './store-listing.ts'
import { pathsToTrim } from './trim-store.ts'
import type { UploadRequest } from './upload-request.ts'

/** How long a job that ends waits to remove its parts. */
const DROP_DEADLINE_MS = 30_000
const DROP_ROUNDS = 3

/** What the store of this upload holds; undefined where it became somebody else’s. */
async function look({ runner, machine, store }: UploadRequest): Promise<StoreListing | undefined> {
  const options = { signal: AbortSignal.timeout(DROP_DEADLINE_MS), places: [posix.dirname(store)] }
  return (await readStores(runner, machine, options)).find(listing => listing.store === store)
}

/** Makes room for the next ones: what is old, and the oldest above the cap. */
async function trim({ runner, signal, blobs }: UploadRequest, { listing, missing }: Sending): Promise<void> {
  const paths = pathsToTrim(listing, {
    keep: new Set(blobs.map(hexOf)),
    addedBytes: sumOfSizes(missing),
    now: Date.now(),
  })
  await removeAll(runner, paths, { signal })
}

/**
 * Uploads what the machine’s store lacks and lays out the image in the job’s directory. What arrived whole stays in the
 * store, also when it throws: `space/full`, `upload/…`, `layout/…`, or as `runner.run` does.
 */
export async function uploadImage(request: UploadRequest): Promise<void> {
  await trim(request, await bringBlobs(request))
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
    const listing = await look(request)
    if (!listing) return
    const { parts, tools } = listing
    const paths = parts.filter(isOurs).map(({ path }) => path)
    if (paths.length === 0 && round > 0) return
    if (paths.length > 0) await runner.run(dropPartsCommand(paths, tools.flock), { timeoutMs: DROP_DEADLINE_MS })
  }
}

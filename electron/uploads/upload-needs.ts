/** What an upload needs, from what the machine’s store holds. Pure. */

import prettyBytes from 'pretty-bytes'
import { AppError } from '../../shared/errors.ts'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import { OCI_MANIFEST } from '../layouts/media-types.ts'
import { hexOf } from './send-lane.ts'
import { isStored, type StoreListing } from './store-listing.ts'

/** Kept free besides: the job’s own small files, and what others write meanwhile. */
const SPARE_BYTES = 64e6

type Described = Pick<LayoutBlob, 'digest' | 'sizeBytes'>

/** More at once only take turns: one connection has one stream of packets. */
const MAX_LANES = 4

/** Starting a lane costs as much as sending this does over a fast link; over a slow one it costs nothing. */
const LANE_BYTES = 64e6
/** Each blob is asked for and answered: over a long way small ones wait, and others may go meanwhile. */
const LANE_BLOBS = 8

/** How many lanes the blobs need; the first is there in any case, because it makes the job’s directory. */
export function laneCount(blobs: readonly Pick<LayoutBlob, 'sizeBytes'>[]): number {
  const wanted = Math.max(Math.ceil(sumOfSizes(blobs) / LANE_BYTES), Math.ceil(blobs.length / LANE_BLOBS))
  return Math.max(1, Math.min(MAX_LANES, blobs.length, wanted))
}

/** The blobs that have to be sent. */
export const missingFrom = <Blob extends Described>(listing: StoreListing, blobs: readonly Blob[]): readonly Blob[] =>
  blobs.filter(blob => !isStored(listing, hexOf(blob), blob.sizeBytes))

/** index.json with the one image, so that `oci:DIRECTORY` means it (image-spec, image-index.md). */
export function indexOf(manifest: Described): string {
  const entry = { mediaType: OCI_MANIFEST, digest: manifest.digest, size: manifest.sizeBytes }
  return JSON.stringify({ schemaVersion: 2, manifests: [entry] })
}

/** How many bytes of them have to find room there. */
export function neededBytes(listing: StoreListing, blobs: readonly Described[]): number {
  const missing = missingFrom(listing, blobs)
  const isMissing = new Set(missing.map(hexOf))
  return Math.max(0, sumOfSizes(missing) - sumOfSizes(listing.parts.filter(({ hex }) => isMissing.has(hex))))
}

/** Whether so much finds room; where df did not say how much is free, it has to be tried. */
export const hasRoom = (neededBytes: number, freeBytes: number | undefined): boolean =>
  freeBytes === undefined || neededBytes === 0 || freeBytes >= neededBytes + SPARE_BYTES

/** The place where the least has to be sent, of those that have room for it; the first where none has. */
export function choosePlace(
  listings: readonly [StoreListing, ...StoreListing[]],
  blobs: readonly Described[],
): StoreListing {
  const lacking = (listing: StoreListing): number => sumOfSizes(missingFrom(listing, blobs))
  const [best = listings[0]] = listings
    .filter(listing => hasRoom(neededBytes(listing, blobs), listing.freeBytes))
    .toSorted((one, other) => lacking(one) - lacking(other))
  return best
}

/** Throws `space/full` where they do not find room. */
export function checkSpace(listing: StoreListing, blobs: readonly Described[]): void {
  const { place, freeBytes } = listing
  const needed = neededBytes(listing, blobs)
  if (hasRoom(needed, freeBytes)) return
  throw new AppError('space/full', {
    fileSystem: place,
    needed: prettyBytes(needed),
    free: prettyBytes(freeBytes ?? 0),
  })
}

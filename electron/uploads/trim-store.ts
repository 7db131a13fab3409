/** What leaves the store: what nobody used for long, what is broken, and the oldest above the cap. Pure. */

import type { StoreListing } from './store-listing.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A part that nobody continued. */
const PART_AGE_MS = DAY_MS
/** A blob that no drop used. */
const BLOB_AGE_MS = 14 * DAY_MS
const CAP_BYTES = 20e9
/** Of a small disk the store takes no more than this. */
const CAP_SHARE = 0.2

/** How much the store may hold on this machine. */
export const capBytes = ({ sizeBytes = Number.POSITIVE_INFINITY }: Pick<StoreListing, 'sizeBytes'>): number =>
  Math.min(CAP_BYTES, sizeBytes * CAP_SHARE)

export interface Trim {
  /** Hex digits of blobs that stay. */
  readonly keep: ReadonlySet<string>
  /** What came into the store since it was listed. */
  readonly addedBytes: number
  readonly now: number
}

/** The paths to remove: nothing that is to be kept, and nothing that a job’s layout holds. */
export function pathsToTrim(listing: StoreListing, { keep, addedBytes, now }: Trim): readonly string[] {
  const { blobs, parts } = listing
  const free = blobs.filter(({ hex, isInUse }) => !isInUse && !keep.has(hex))
  const isOld = (usedAt: number): boolean => now - usedAt > BLOB_AGE_MS
  const gone = new Set(free.filter(({ usedAt, isSealed }) => isOld(usedAt) || !isSealed))
  let heldBytes = blobs.reduce((sum, blob) => sum + (gone.has(blob) ? 0 : blob.sizeBytes), addedBytes)
  for (const blob of free.toSorted((a, b) => a.usedAt - b.usedAt)) {
    if (heldBytes <= capBytes(listing)) break
    if (gone.has(blob)) continue
    gone.add(blob)
    heldBytes -= blob.sizeBytes
  }
  const oldParts = parts.filter(({ changedAt }) => now - changedAt > PART_AGE_MS)
  return [...gone, ...oldParts].map(({ path }) => path)
}

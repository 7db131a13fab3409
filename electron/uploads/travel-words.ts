import prettyBytes from 'pretty-bytes'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'

interface Travelling {
  readonly sizeBytes: number
  readonly isThere: boolean
}

/** How much of an image travels: “3 of 62 blobs travel, 41 MB of 2.1 GB”. */
export function travelWords(blobs: readonly Travelling[]): string {
  const missing = blobs.filter(({ isThere }) => !isThere)
  if (missing.length === 0)
    return `Nothing travels: the machine has all ${blobs.length} blobs, ${prettyBytes(sumOfSizes(blobs))}`
  const [count, total] = [missing.length, blobs.length]
  const verb = count === 1 ? 'travels' : 'travel'
  return `${count} of ${total} blobs ${verb}, ${prettyBytes(sumOfSizes(missing))} of ${prettyBytes(sumOfSizes(blobs))}`
}

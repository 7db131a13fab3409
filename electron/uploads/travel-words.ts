import prettyBytes from 'pretty-bytes'

interface Travelling {
  readonly sizeBytes: number
  readonly isThere: boolean
}

const sumOf = (blobs: readonly Travelling[]): number => blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

/** How much of an image travels: “3 of 62 blobs travel, 41 MB of 2.1 GB”. */
export function travelWords(blobs: readonly Travelling[]): string {
  const missing = blobs.filter(({ isThere }) => !isThere)
  if (missing.length === 0)
    return `Nothing travels: the machine has all ${blobs.length} blobs, ${prettyBytes(sumOf(blobs))}`
  const [count, total] = [missing.length, blobs.length]
  const verb = count === 1 ? 'travels' : 'travel'
  return `${count} of ${total} blobs ${verb}, ${prettyBytes(sumOf(missing))} of ${prettyBytes(sumOf(blobs))}`
}

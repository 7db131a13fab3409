import type { UploadLook } from '../../shared/plan.ts'
import { sumOfSizes } from '../../shared/sum-of-sizes.ts'
import { formatBytes } from '../ui/format.ts'

/** How much of an image on this computer a machine lacks. */
export function Travels({ blobs }: Pick<UploadLook, 'blobs'>) {
  const missing = blobs.filter(({ isThere }) => !isThere)
  if (missing.length === 0) {
    return (
      <>
        <strong>Nothing</strong> of {formatBytes(sumOfSizes(blobs))}: all {blobs.length} blobs are there
      </>
    )
  }
  const travels = missing.length === 1 ? 'travels' : 'travel'
  return (
    <>
      <strong>{formatBytes(sumOfSizes(missing))}</strong> of {formatBytes(sumOfSizes(blobs))}: {missing.length} of{' '}
      {blobs.length} blobs {travels}
    </>
  )
}

import type { UploadLook } from '../../shared/plan.ts'
import { formatBytes } from '../ui/format.ts'

const sumOf = (blobs: UploadLook['blobs']): number => blobs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

/** How much of an image on this computer a machine lacks. */
export function Travels({ blobs }: Pick<UploadLook, 'blobs'>) {
  const missing = blobs.filter(({ isThere }) => !isThere)
  if (missing.length === 0) {
    return (
      <>
        <strong>Nothing</strong> of {formatBytes(sumOf(blobs))}: all {blobs.length} blobs are there
      </>
    )
  }
  const travels = missing.length === 1 ? 'travels' : 'travel'
  return (
    <>
      <strong>{formatBytes(sumOf(missing))}</strong> of {formatBytes(sumOf(blobs))}: {missing.length} of {blobs.length}{' '}
      blobs {travels}
    </>
  )
}

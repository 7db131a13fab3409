import type { LayoutBlob } from '../layouts/blob.ts'
import type { CommandRunner } from '../lib/runner.ts'

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
  /** The machine’s store; the job’s directory lies beside it. */
  readonly store: string
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

/** One blob that makes up an image, and how its bytes are read. */
export interface LayoutBlob {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string
  readonly sizeBytes: number
  /** Bytes that do not get smaller by compressing them. */
  readonly isCompressed: boolean
  /** The content from a byte on. Throws `layout/changed`. */
  read(fromByte: number): AsyncIterable<Buffer>
}

/** One image with everything it consists of; the first blob is the manifest. */
export interface ReadImage<Image> {
  readonly image: Image
  readonly blobs: readonly LayoutBlob[]
}

/** A blob that is in memory: a manifest or a config. */
export const memoryBlob = (digest: string, content: Buffer): LayoutBlob => ({
  digest,
  sizeBytes: content.length,
  isCompressed: false,
  async *read(fromByte) {
    if (fromByte < content.length) yield content.subarray(fromByte)
  },
})

export interface Digest {
  readonly algorithm: string
  readonly hex: string
}

/** A digest of sha256 or sha512, taken apart; undefined for anything else (image-spec, descriptor.md, “Digests”). */
export function parseDigest(text: string): Digest | undefined {
  const [, algorithm, hex] = /^(sha256):([0-9a-f]{64})$/.exec(text) ?? /^(sha512):([0-9a-f]{128})$/.exec(text) ?? []
  return algorithm === undefined || hex === undefined ? undefined : { algorithm, hex }
}

/** Where a layout keeps the blob of a digest (image-spec, image-layout.md). */
export const blobName = ({ algorithm, hex }: Digest): string => `blobs/${algorithm}/${hex}`

/** Together, in bytes. */
export const sumOfSizes = (sized: readonly { readonly sizeBytes: number }[]): number =>
  sized.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)

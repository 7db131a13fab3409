/** Why an image could not be opened, in the words of containers/image (tests/reference/skopeo, podman/errors.md). */
export class ImageError extends Error {
  /** skopeo ends with exit code 2 for an image that is not there. */
  readonly isNotFound: boolean

  constructor(message: string, isNotFound = false) {
    super(message)
    this.isNotFound = isNotFound
  }
}

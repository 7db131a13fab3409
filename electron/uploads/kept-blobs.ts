/**
 * Blobs of the folder that was dropped last on a page in a browser, each a hard link beside the copy’s own, for the drop after
 * it: no second copy, and nothing that was not hashed.
 */

import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface Blob {
  readonly hex: string
  readonly sizeBytes: number
}

export interface KeptBlobs {
  /** Links those of `blobs` that are here into a directory, says which, and lets go of all others. */
  linkInto(directory: string, blobs: readonly Blob[]): readonly Blob[]
  /** Keeps a file whose SHA-256 was found to be `hex`. */
  keep(hex: string, path: string): void
  close(): void
}

export function openKeptBlobs(root: string): KeptBlobs {
  const pathOf = (hex: string): string => join(root, hex)
  const isHere = ({ hex, sizeBytes }: Blob): boolean =>
    statSync(pathOf(hex), { throwIfNoEntry: false })?.size === sizeBytes

  return {
    linkInto(directory, blobs) {
      const here = blobs.filter(isHere)
      const names = new Set(here.map(({ hex }) => hex))
      for (const name of existsSync(root) ? readdirSync(root) : []) if (!names.has(name)) rmSync(pathOf(name))
      if (here.length > 0) mkdirSync(directory, { recursive: true })
      for (const { hex } of here) linkSync(pathOf(hex), join(directory, hex))
      return here
    },
    keep(hex, path) {
      mkdirSync(root, { recursive: true, mode: 0o700 })
      rmSync(pathOf(hex), { force: true })
      linkSync(path, pathOf(hex))
    },
    close() {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

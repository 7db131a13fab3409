/** An image that lies on this computer, as a folder or an archive, before it is on any machine. */

import type { ErrorReport } from './errors.ts'

/** What a person dropped: an OCI layout as a folder, the same in one tar file, or what `docker save` writes. */
export type LayoutKind = 'oci-directory' | 'oci-archive' | 'docker-archive'

export interface LayoutLayer {
  readonly digest: string
  readonly sizeBytes: number
}

/** One image of a layout. */
export interface LayoutImage {
  /** Manifest digest: what will be booted. */
  readonly digest: string
  readonly configDigest?: string
  /** What the layout calls it, every name once. */
  readonly names: readonly string[]
  /** OCI name (`amd64`), where told. */
  readonly architecture?: string
  readonly os?: string
  readonly variant?: string
  readonly version?: string
  /** Milliseconds since 1970. */
  readonly createdAt?: number
  readonly isBootable: boolean
  readonly layers: readonly LayoutLayer[]
  /** Manifest, config and layers together, each blob once. */
  readonly sizeBytes: number
  /** Why it cannot be used, where that shows at once. */
  readonly problem?: ErrorReport
}

export interface Layout {
  /** Absolute, on this computer. */
  readonly path: string
  /** The last part of the path. */
  readonly name: string
  readonly kind: LayoutKind
  readonly images: readonly LayoutImage[]
}

const KIND_WORDS: { readonly [Kind in LayoutKind]: string } = {
  'oci-directory': 'OCI directory',
  'oci-archive': 'OCI archive',
  'docker-archive': 'Docker archive',
}

export const layoutKindWords = (kind: LayoutKind): string => KIND_WORDS[kind]

/** How one image of several is called: by its names, or by its architecture and digest. */
export function layoutImageName({ names, architecture, digest }: LayoutImage): string {
  const short = digest.replace(/^sha256:/, '').slice(0, 12)
  return names.length > 0 ? names.join(', ') : `${architecture ?? 'unnamed'} ${short}`
}

/**
 * A path as a person knows it: what was dropped on a page lies in a copy of Drydock's own, and is called by the name it had
 * (electron/uploads/dropped-copies.ts).
 */
export const shownPath = (path: string): string =>
  /[\\/]drops[\\/]\d+-[0-9a-f]{16}[\\/]([^\\/]+)$/.exec(path)?.[1] ?? path

/** Podman's image storages on the machine: core's and root's. */

import { CORE, ROOT, type User } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { manifestFor } from './build-image.ts'
import { imageOf } from './cached-image.ts'
import { type Image, readImage } from './image-blobs.ts'
import { parseImageName, taggedName } from './image-name.ts'
import { builtRecipes, otherArchitecture } from './recipes.ts'

export interface StoredImage {
  readonly names: readonly string[]
  readonly image: Image
  readonly containers: number
}

export interface LocalStore {
  readonly user: User
  readonly graphRoot: string
  readonly runRoot: string
  readonly images: readonly StoredImage[]
}

const stored = (image: Image, names: readonly string[], containers = 0): StoredImage => ({ names, image, containers })

const coreImages = (own: string): readonly StoredImage[] => [
  stored(imageOf(builtRecipes.myOs(own)), ['localhost/my-os:dev']),
  stored(imageOf(builtRecipes.myOsBefore(own)), ['localhost/my-os:latest']),
  stored(imageOf(builtRecipes.otherArchitecture(otherArchitecture(own))), ['localhost/other-arch:1']),
  stored(imageOf(builtRecipes.nginx(own)), ['docker.io/library/nginx:latest'], 1),
  stored(imageOf(builtRecipes.leftover(own)), []),
]

const rootImages = (own: string): readonly StoredImage[] => [
  stored(imageOf(builtRecipes.rootOs(own)), ['localhost/root-os:1']),
]

/** The storage a user's podman uses. */
export function storeOf({ ociArchitecture }: World, user: User): LocalStore {
  if (user.uid === ROOT.uid) {
    const runRoot = '/run/containers/storage'
    return { user: ROOT, graphRoot: '/var/lib/containers/storage', runRoot, images: rootImages(ociArchitecture) }
  }
  const graphRoot = `${CORE.home}/.local/share/containers/storage`
  return { user: CORE, graphRoot, runRoot: '/run/user/1000/containers', images: coreImages(ociArchitecture) }
}

/** Finds an image as podman does: by ID, by full name, or by short name. */
export function findStored(store: LocalStore, name: string): StoredImage | undefined {
  const id = /^(?:sha256:)?([0-9a-f]{3,64})$/.exec(name)?.[1]
  const byId = id && store.images.find(each => each.image.configDigest.startsWith(`sha256:${id}`))
  if (byId) return byId
  const parsed = parseImageName(name)
  if (typeof parsed === 'string') return undefined
  if (parsed.digest) {
    return store.images.find(each => each.image.manifestDigest === parsed.digest && namesIn(each, parsed.repository))
  }
  const isShort = !name.includes('/')
  const wanted = [taggedName(parsed), ...(isShort ? [`localhost/${name.split(':')[0]}:${parsed.tag}`] : [])]
  return store.images.find(each => each.names.some(known => wanted.includes(known)))
}

const namesIn = (each: StoredImage, repository: string): boolean =>
  each.names.some(known => known.startsWith(`${repository}:`))

/**
 * The image as `podman image save --format oci-dir` writes it: its layers are compressed on the way, so it has other
 * layer digests and another manifest digest, but the same config.
 */
export function exportedImage({ blobs, config, manifest }: Image): Image {
  const layers = config.rootfs.diff_ids.map((digest, at) => ({ digest, size: manifest.layers[at]?.size ?? 0 }))
  return readImage({ manifest: manifestFor(blobs.config, layers, true), config: blobs.config })
}

import { CORE, ROOT, type User } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { ImageError } from './image-error.ts'
import { parseImageName, taggedName } from './image-name.ts'
import { findStored, type LocalStore, type StoredImage, storeOf } from './local-stores.ts'
import type { OpenedImage } from './open-registry-image.ts'

const STORE = /^\[(?:(?<driver>[a-z0-9]+)@)?(?<graphRoot>[^\]+:]*)(?:\+(?<runRoot>[^\]:]*))?(?::[^\]]*)?\](?<name>.*)$/

function chooseStore(world: World, user: User, rest: string): { store: LocalStore; name: string } {
  if (!rest.startsWith('[')) return { store: storeOf(world, user), name: rest }
  const groups = STORE.exec(rest)?.groups
  if (!groups) throw new ImageError('invalid reference')
  const graphRoot = groups.graphRoot ?? ''
  if (!graphRoot.startsWith('/')) throw new ImageError('path name is not absolute')
  const name = groups.name ?? ''
  const readable = user.uid === ROOT.uid ? [CORE, ROOT] : [CORE]
  const inFull = graphRoot.replace(/^\/home\//, '/var/home/').replace(/\/$/, '')
  const store = readable.map(each => storeOf(world, each)).find(each => each.graphRoot === inFull)
  if (store) return { store, name }
  return { store: { ...storeOf(world, user), graphRoot, images: [] }, name }
}

/** Names are completed as Docker does: unlike `podman image exists`, `localhost/` is not tried. */
function findByReference(store: LocalStore, name: string): StoredImage | undefined {
  const id = /@([0-9a-f]{64})$/.exec(name)?.[1]
  if (id) return store.images.find(each => each.image.configDigest === `sha256:${id}`)
  const parsed = parseImageName(name)
  if (typeof parsed === 'string') throw new ImageError(parsed)
  return findStored(store, parsed.digest ? `${parsed.repository}@${parsed.digest}` : taggedName(parsed))
}

/** Opens what follows `containers-storage:`; throws an ImageError. */
export function openStoredImage(world: World, user: User, rest: string): OpenedImage {
  const { store, name } = chooseStore(world, user, rest)
  if (name === '') throw new ImageError('"" is an empty reference: invalid reference')
  const found = findByReference(store, name)
  const parsed = parseImageName(name.replace(/@[0-9a-f]{64}$/, ''))
  const inFull = typeof parsed === 'string' ? name : taggedName(parsed)
  if (!found) {
    const where = `[overlay@${store.graphRoot}+${store.runRoot}]`
    throw new ImageError(`reference "${where}${inFull}" does not resolve to an image ID`, true)
  }
  const repository = typeof parsed === 'string' ? undefined : parsed.repository
  return { image: found.image, raw: found.image.blobs.manifest, name: repository, tags: [] }
}

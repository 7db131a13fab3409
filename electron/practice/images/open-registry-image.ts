import { sha256 } from '../system/digest.ts'
import { hasTrouble, type World } from '../system/world.ts'
import type { Recipe } from './build-image.ts'
import { imageOf } from './cached-image.ts'
import { type Image, OCI_INDEX, OCI_MANIFEST } from './image-blobs.ts'
import { ImageError } from './image-error.ts'
import { type ImageName, parseImageName, taggedName } from './image-name.ts'
import { builtRecipes, otherArchitecture, rebuilt } from './recipes.ts'
import { knownRegistries, privateRepositories, type RegistryEntry, registryContent } from './registry-content.ts'

/** An image as a source serves it: the top manifest, which may be an index, and the instance for one architecture. */
export interface OpenedImage {
  readonly image: Image
  /** The bytes `skopeo inspect --raw` prints. */
  readonly raw: string
  /** Without tag; undefined where a source has no names. */
  readonly name: string | undefined
  readonly tags: readonly string[]
}

const lookUpFailed = (registry: string, reason: string): ImageError =>
  new ImageError(`pinging container registry ${registry}: Get "https://${registry}/v2/": dial tcp: ${reason}`)

function checkReachable(world: World, { registry, repository, tag, digest }: ImageName): void {
  const [host = registry] = registry.split(':')
  const isLocal = host === 'localhost' || host === '127.0.0.1'
  if (isLocal) throw lookUpFailed(registry, `${registry} connect: connection refused`)
  if (hasTrouble(world, 'registry-down') || !knownRegistries.includes(registry)) {
    throw lookUpFailed(registry, `lookup ${host} on 192.168.127.1:53: no such host`)
  }
  const at = `reading manifest ${digest ?? tag} in ${repository}`
  if (hasTrouble(world, 'registry-refuses') || privateRepositories.includes(repository)) {
    throw new ImageError(`${at}: unauthorized: access to the requested resource is not authorized`)
  }
  if (hasTrouble(world, 'image-gone')) throw new ImageError(`${at}: manifest unknown`, true)
}

/** The recipe an entry serves now, with what the machine's trouble does to it. */
function recipeNow(world: World, entry: RegistryEntry, architecture: string): Recipe {
  if (hasTrouble(world, 'not-bootable')) return builtRecipes.nginx(architecture)
  const recipe = entry.recipe(architecture)
  return world.state.movedTags.includes(entry.name) ? rebuilt(recipe) : recipe
}

const indexEntry = (architecture: string, image: Image) => ({
  mediaType: OCI_MANIFEST,
  digest: image.manifestDigest,
  size: Buffer.byteLength(image.blobs.manifest),
  platform: { architecture, os: 'linux' },
})

function openEntry(world: World, entry: RegistryEntry, architecture: string): OpenedImage {
  const repository = entry.name.slice(0, entry.name.lastIndexOf(':'))
  const names = registryContent.filter(each => each.name.startsWith(`${repository}:`)).map(each => each.name)
  const tags = names.map(name => name.slice(repository.length + 1)).sort()
  if (hasTrouble(world, 'wrong-architecture')) {
    const image = imageOf(recipeNow(world, entry, otherArchitecture(architecture)))
    return { image, raw: image.blobs.manifest, name: repository, tags }
  }
  const instances = entry.architectures.map(each => [each, imageOf(recipeNow(world, entry, each))] as const)
  const manifests = instances.map(([each, image]) => indexEntry(each, image))
  const raw = JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })
  const image = instances.find(([each]) => each === architecture)?.[1]
  if (!image)
    throw new ImageError(
      `choosing image instance: no image found in image index for architecture "${architecture}", variant "", OS "linux"`,
    )
  return { image, raw, name: repository, tags }
}

/** Every entry of a repository at both of its times, for a name with a digest. */
function openByDigest(world: World, name: ImageName, digest: string): OpenedImage | undefined {
  for (const entry of registryContent.filter(each => each.name.startsWith(`${name.repository}:`))) {
    for (const architecture of entry.architectures) {
      const recipe = entry.recipe(architecture)
      const builds = [recipe, rebuilt(recipe), recipeNow(world, entry, architecture)]
      const image = builds.map(imageOf).find(each => each.manifestDigest === digest)
      if (image) return { image, raw: image.blobs.manifest, name: name.repository, tags: [] }
    }
    const opened = openEntry(world, entry, world.ociArchitecture)
    if (`sha256:${sha256(opened.raw)}` === digest) return opened
  }
  return undefined
}

/** Opens what follows `docker:`; throws an ImageError. */
export function openRegistryImage(world: World, rest: string, architecture: string): OpenedImage {
  if (!rest.startsWith('//')) throw new ImageError(`docker: image reference ${rest} does not start with //`)
  const name = parseImageName(rest.slice(2))
  if (typeof name === 'string') throw new ImageError(name)
  checkReachable(world, name)
  const entry = registryContent.find(each => each.name === taggedName(name))
  const opened = name.digest ? openByDigest(world, name, name.digest) : entry && openEntry(world, entry, architecture)
  if (!opened) {
    throw new ImageError(`reading manifest ${name.digest ?? name.tag} in ${name.repository}: manifest unknown`, true)
  }
  return opened
}

/** The tag now means the next build of its image (the trouble `other-digest`). */
export function moveTag(world: World, rest: string): void {
  const name = parseImageName(rest.replace(/^\/\//, ''))
  if (typeof name === 'string' || name.digest || world.state.movedTags.includes(taggedName(name))) return
  world.state.movedTags.push(taggedName(name))
}

import { accessProblem, readText } from '../system/files.ts'
import type { User } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { type Descriptor, type ImageBlobs, type Manifest, readImage } from './image-blobs.ts'
import { ImageError } from './image-error.ts'
import type { Opener } from './open-image.ts'
import type { OpenedImage } from './open-registry-image.ts'

const REF_NAME = 'org.opencontainers.image.ref.name'

/** The unprivileged user rpm-ostree and bootc run skopeo as. */
const PULLER: User = { name: 'nobody', uid: 65534, home: '/' }

function read(world: World, user: User, path: string): string {
  const text = readText(world, path)
  if (text === undefined) throw new ImageError(`open ${path}: no such file or directory`)
  const problem = accessProblem(world, user, path, 'r')
  if (problem) throw new ImageError(`open ${path}: ${problem.toLowerCase()}`)
  return text
}

const parse = <Value>(text: string, path: string): Value => {
  try {
    return JSON.parse(text) as Value
  } catch {
    throw new ImageError(`parsing ${path}: invalid character`)
  }
}

function choose(entries: readonly Descriptor[], ref: string | undefined): Descriptor {
  if (ref === undefined) {
    const [only, ...others] = entries
    if (only && others.length === 0) return only
    throw new ImageError('more than one image in oci, choose an image')
  }
  const chosen = entries.find(entry => entry.annotations?.[REF_NAME] === ref)
  if (!chosen) throw new ImageError(`no descriptor found for reference "${ref}"`, true)
  return chosen
}

const blobPath = (directory: string, digest: string): string => `${directory}/blobs/${digest.replace(':', '/')}`

/** Opens what follows `oci:` (image-layout.md of the OCI image spec); throws an ImageError. */
export function openLayoutImage(world: World, opener: Opener, rest: string): OpenedImage {
  const [, path = '', ref] = /^([^:]*)(?::(.+))?:?$/.exec(rest) ?? []
  const user = opener.isPuller ? PULLER : opener.user
  const closed = opener.isPuller ? accessProblem(world, user, `${path}/index.json`, 'r') : undefined
  if (closed === 'Permission denied') throw new ImageError(`faccessat ${path}: permission denied`)
  const index = parse<{ manifests?: readonly Descriptor[] }>(read(world, user, `${path}/index.json`), path)
  const chosen = choose(index.manifests ?? [], ref)
  const manifest = read(world, user, blobPath(path, chosen.digest))
  const config = read(world, user, blobPath(path, parse<Manifest>(manifest, path).config.digest))
  return { image: readWhole({ manifest, config }), raw: manifest, name: undefined, tags: [] }
}

function readWhole(blobs: ImageBlobs) {
  try {
    return readImage(blobs)
  } catch {
    throw new ImageError('invalid image: not a manifest and a config')
  }
}

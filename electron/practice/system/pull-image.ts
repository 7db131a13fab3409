/** What rpm-ostree and bootc do alike: open an image, check it, import its layers, stage a deployment. */

import { type ContainerOrigin, sourceOf } from '../images/container-origin.ts'
import { commitOf, type Image, type Layer, totalSize } from '../images/image-blobs.ts'
import { ImageError } from '../images/image-error.ts'
import { openImage } from '../images/open-image.ts'
import { moveTag } from '../images/open-registry-image.ts'
import { formatSize } from './format-size.ts'
import { ROOT } from './process.ts'
import { bootedDeployment, hasTrouble, spendTrouble, type World } from './world.ts'

/** A whole pull takes about 16 s at most, so that a rebase comes out at about 20 s. */
const BYTES_PER_MS = 50_000
const LONGEST_PULL_MS = 16_000

const TICK_MS = 200

const TWICE = 'failed to invoke method OpenImage: failed to invoke method OpenImage: '

const opening = (message: string): ImageError => new ImageError(`Creating importer: ${TWICE}${message}`)

function checkPolicy(world: World, { signature, name }: ContainerOrigin): void {
  if (hasTrouble(world, 'policy-refuses')) throw opening('A signature was required, but no signature exists')
  const isCovered = name.startsWith('quay.io/fedora/fedora-coreos')
  if (signature === 'signed' && !isCovered) {
    throw new ImageError('containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage')
  }
}

/** Opens the image a backend was told to stage; throws an ImageError with the backends' prefix. */
export function openForBackend(world: World, origin: ContainerOrigin): Image {
  checkPolicy(world, origin)
  if (hasTrouble(world, 'direct-refused') && origin.transport === 'containers-storage') {
    throw opening('mkdir /.local: permission denied')
  }
  if (origin.transport === 'registry' && hasTrouble(world, 'other-digest')) moveTag(world, origin.name)
  const opener = { user: ROOT, isPuller: true, architecture: world.ociArchitecture }
  try {
    return openImage({ world }, sourceOf(origin), opener).image
  } catch (thrown) {
    throw thrown instanceof ImageError ? opening(thrown.message) : thrown
  }
}

/** Refuses what cannot be booted here; throws an ImageError. */
export function checkBootable(world: World, image: Image): void {
  if (!image.isBootable) throw new ImageError('Target image does not have ostree.bootable label')
  if (image.architecture !== world.ociArchitecture) {
    throw new ImageError(`Image has architecture ${image.architecture}; expected ${world.ociArchitecture}`)
  }
}

export interface PullPlan {
  readonly needed: readonly Layer[]
  readonly present: readonly Layer[]
}

/** Which layers are not stored yet. */
export function planPull({ state }: World, { layers }: Image): PullPlan {
  const isStored = (layer: Layer) => state.layers.includes(layer.digest)
  return { needed: layers.filter(layer => !isStored(layer)), present: layers.filter(isStored) }
}

interface PullWatcher {
  readonly onBytes?: (layer: Layer, doneBytes: number) => Promise<void>
  readonly onLayer: (layer: Layer, number: number) => Promise<void> | void
}

interface Puller {
  readonly world: World
  readonly signal: AbortSignal
  readonly bytesPerMs: number
}

async function pullLayer({ world, signal, bytesPerMs }: Puller, layer: Layer, { onBytes }: PullWatcher): Promise<void> {
  const wholeMs = layer.size / bytesPerMs
  for (let doneMs = 0; doneMs < wholeMs; doneMs += TICK_MS) {
    await world.clock.sleep(Math.min(TICK_MS, wholeMs - doneMs), signal)
    const doneBytes = Math.round(Math.min(1, (doneMs + TICK_MS) / wholeMs) * layer.size)
    if (doneBytes < layer.size) await onBytes?.(layer, doneBytes)
  }
}

/** What goes wrong halfway; the layers imported so far stay. */
function halfway(world: World, needed: readonly Layer[]): void {
  if (hasTrouble(world, 'disk-full')) {
    throw new ImageError(
      `Importing: Unencapsulating base: min-free-space-percent '3%' would be exceeded, at least ${formatSize(totalSize(needed) / 2)} requested`,
    )
  }
  if (spendTrouble(world, 'connection-drops-staging')) world.dropConnections()
}

/** Imports the missing layers one after the other; each stays stored whatever happens to the rest. */
export async function pullLayers(world: World, image: Image, signal: AbortSignal, watcher: PullWatcher): Promise<void> {
  const { needed } = planPull(world, image)
  const half = totalSize(needed) / 2
  const puller = { world, signal, bytesPerMs: Math.max(BYTES_PER_MS, totalSize(needed) / LONGEST_PULL_MS) }
  let doneBytes = 0
  for (const [at, layer] of needed.entries()) {
    await pullLayer(puller, layer, watcher)
    if (doneBytes <= half && doneBytes + layer.size > half) halfway(world, needed)
    doneBytes += layer.size
    world.state.layers.push(layer.digest)
    await watcher.onLayer(layer, at + 1)
  }
  if (needed.length === 0) halfway(world, needed)
  if (!world.state.images.includes(image.manifestDigest)) world.state.images.push(image.manifestDigest)
}

/** Makes the image the one staged deployment, in front of all others. A staged one before it is dropped. */
export function stageImage(world: World, image: Image, origin: ContainerOrigin, isLocked: boolean): void {
  const { state } = world
  const booted = bootedDeployment(world)
  const others = state.deployments.filter(deployment => !deployment.staged)
  const checksum = commitOf(image)
  const serial = others.filter(deployment => deployment.checksum === checksum).length
  const staged = {
    checksum,
    serial,
    transport: origin.transport,
    name: origin.name,
    signature: origin.signature,
    manifest: image.blobs.manifest,
    config: image.blobs.config,
    pinned: false,
    staged: true,
    booted: false,
    locked: isLocked,
    packages: booted.packages,
  }
  state.deployments.splice(0, state.deployments.length, staged, ...others)
  world.changed()
}

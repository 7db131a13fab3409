/** `bootc switch` and `bootc upgrade`, with the lines bootc 1.16 prints off a terminal. */

import { type ContainerOrigin, parseTransportReference, showContainerOrigin } from '../images/container-origin.ts'
import { type Image, readImage, totalSize } from '../images/image-blobs.ts'
import { ImageError } from '../images/image-error.ts'
import { fileSystemAt } from '../system/disk.ts'
import { formatSize } from '../system/format-size.ts'
import { err, fail, out, type Process } from '../system/process.ts'
import { checkBootable, openForBackend, planPull, pullLayers, stageImage } from '../system/pull-image.ts'
import { longLine, rubbish } from '../system/rubbish.ts'
import { bootedDeployment, hasTrouble, stagedDeployment, type World } from '../system/world.ts'
import { createProgressWriter, type ProgressWriter } from './bootc-progress.ts'
import { hasFlag, type ReadOptions, valueOfOption } from './options.ts'

const MANIFEST_MS = 900
const IMPORT_MS = 600
const STAGE_MS = [300, 1900, 100, 200] as const

/** `quay.io/a/b:1` for a registry, else as ostree writes it. */
const shownName = (origin: ContainerOrigin): string =>
  origin.transport === 'registry' ? origin.name : showContainerOrigin(origin)

/** bootc waits silently for whoever holds the sysroot’s lock. */
async function waitForLock({ world, signal }: Process): Promise<void> {
  while (world.transaction) await world.transaction.next(signal)
}

function checkSpace(world: World, image: Image, origin: ContainerOrigin): void {
  if (!hasTrouble(world, 'disk-full')) return
  const available = formatSize(fileSystemAt(world, '/sysroot').freeBytes)
  const required = formatSize(totalSize(planPull(world, image).needed))
  throw new ImageError(
    `Insufficient free space for ${shownName(origin)} (available: ${available} required: ${required})`,
  )
}

async function pull(process: Process, image: Image, origin: ContainerOrigin, progress: ProgressWriter): Promise<void> {
  const { world, signal } = process
  if (world.state.images.includes(image.manifestDigest)) {
    return out(process, `No changes in ${shownName(origin)} => ${image.manifestDigest}\n`)
  }
  checkSpace(world, image, origin)
  const { needed, present } = planPull(world, image)
  await out(
    process,
    `layers already present: ${present.length}; layers needed: ${needed.length} (${formatSize(totalSize(needed))})\n`,
  )
  await pullLayers(world, image, signal, {
    onBytes: async (layer, doneBytes) => {
      // Nothing to say, but a reader that is gone ends it.
      await out(process, '')
      await progress.pulling(layer, doneBytes)
    },
    onLayer: layer => progress.pulled(layer),
  })
  await progress.importing(false)
  await world.clock.sleep(IMPORT_MS, signal)
  await progress.importing(true)
}

async function stage(
  process: Process,
  image: Image,
  origin: ContainerOrigin,
  isLocked: boolean,
  progress: ProgressWriter,
) {
  const { world, signal } = process
  for (const [at, lifeMs] of STAGE_MS.entries()) {
    await progress.staging(at)
    await world.clock.sleep(lifeMs, signal)
    if (at !== 1) continue
    stageImage(world, image, origin, isLocked)
    await err(process, 'Deploying...done (2 seconds)\n')
  }
  await progress.staging(STAGE_MS.length)
}

async function sayRubbish(process: Process): Promise<void> {
  if (!hasTrouble(process.world, 'noisy-output')) return
  const bytes = Buffer.from([...rubbish, longLine()].join(''), 'latin1')
  await process.outputs.get(2)?.write(bytes)
}

interface Wanted {
  readonly context: string
  readonly origin: ContainerOrigin
  readonly options: ReadOptions
  readonly unlessDigest?: string | undefined
}

async function queue(process: Process, { origin, options, unlessDigest }: Wanted): Promise<number> {
  const { world } = process
  await world.clock.sleep(MANIFEST_MS, process.signal)
  const image = openForBackend(world, origin)
  if (image.manifestDigest === unlessDigest) {
    const isStaged = stagedDeployment(world) !== undefined
    const none = `No changes in ${shownName(origin)} => ${image.manifestDigest}\n`
    await out(process, `${none}${isStaged ? 'Staged update present, not changed' : 'No update available.'}\n`)
    return 0
  }
  checkBootable(world, image)
  await sayRubbish(process)
  const before = readImage(bootedDeployment(world))
  const descriptor = process.outputs.get(Number(valueOfOption(options, '--progress-fd') ?? 0))
  const progress = createProgressWriter(descriptor, image, planPull(world, image))
  await pull(process, image, origin, progress)
  await stage(process, image, origin, hasFlag(options, '--download-only'), progress)
  await out(process, queuedText(image, origin))
  if (unlessDigest !== undefined) await out(process, differenceText(before, image))
  if (hasFlag(options, '--apply')) world.restart()
  return 0
}

const queuedText = (image: Image, origin: ContainerOrigin): string =>
  `Queued for next boot: ${shownName(origin)}\n  Version: ${image.version}\n  Digest: ${image.manifestDigest}\n`

function differenceText(before: Image, after: Image): string {
  const had = new Set(before.layers.map(layer => layer.digest))
  const has = new Set(after.layers.map(layer => layer.digest))
  const line = (title: string, layers: Image['layers']) =>
    `${title.padEnd(17)} ${String(layers.length).padEnd(4)}  Size: ${formatSize(totalSize(layers))}\n`
  return [
    line('Total new layers:', after.layers),
    line(
      'Removed layers:',
      before.layers.filter(layer => !has.has(layer.digest)),
    ),
    line(
      'Added layers:',
      after.layers.filter(layer => !had.has(layer.digest)),
    ),
  ].join('')
}

async function queueLocked(process: Process, wanted: Wanted): Promise<number> {
  const { world } = process
  await waitForLock(process)
  world.isLockedByBootc = true
  try {
    return await queue(process, wanted)
  } catch (thrown) {
    if (thrown instanceof ImageError) return fail(process, 1, `error: ${wanted.context}: Pulling: ${thrown.message}`)
    throw thrown
  } finally {
    world.isLockedByBootc = false
    world.changed()
  }
}

/** clap’s refusal of a descriptor that cannot take progress, or undefined. */
function progressProblem(process: Process, options: ReadOptions): string | undefined {
  const given = valueOfOption(options, '--progress-fd')
  if (given === undefined) return undefined
  const what = `error: invalid value '${given}' for '--progress-fd <PROGRESS_FD>'`
  if (!/^[0-9]+$/.test(given)) return `${what}: invalid digit found in string`
  if (Number(given) < 3) return `${what}: Cannot use fd ${given} for progress JSON`
  return process.outputs.has(Number(given)) ? undefined : `${what}: Bad file descriptor (os error 9)`
}

function readTarget(options: ReadOptions, name: string): ContainerOrigin | string {
  const given = valueOfOption(options, '--transport') ?? 'registry'
  const signature = hasFlag(options, '--enforce-container-sigpolicy') ? 'signed' : 'unverified'
  if (given === 'docker') return { signature, transport: 'registry', name: name.replace(/^\/\//, '') }
  const parsed = parseTransportReference(`${given}:${name}`)
  return typeof parsed === 'string' ? parsed : { ...parsed, signature }
}

const isSame = (a: ContainerOrigin, b: ContainerOrigin): boolean =>
  a.transport === b.transport && a.name === b.name && a.signature === b.signature

/** `bootc switch [--transport T] REFERENCE`. */
export async function switchImage(
  process: Process,
  options: ReadOptions,
  operands: readonly string[],
): Promise<number> {
  const { world } = process
  const [name] = operands
  const problem = progressProblem(process, options)
  if (problem) return fail(process, 2, problem)
  if (name === undefined)
    return fail(process, 2, 'error: the following required arguments were not provided:\n  <TARGET>')
  const origin = readTarget(options, name)
  if (typeof origin === 'string') return fail(process, 1, `error: Switching: ${origin}`)
  if (isSame(origin, stagedDeployment(world) ?? bootedDeployment(world))) {
    await out(process, 'Image specification is unchanged.\n')
    return 0
  }
  return queueLocked(process, { context: 'Switching', origin, options })
}

/** `bootc upgrade`: the newest content of what is followed. */
export async function upgradeImage(process: Process, options: ReadOptions): Promise<number> {
  const problem = progressProblem(process, options)
  if (problem) return fail(process, 2, problem)
  const followed = stagedDeployment(process.world) ?? bootedDeployment(process.world)
  const unlessDigest = readImage(followed).manifestDigest
  return queueLocked(process, { context: 'Upgrading', origin: followed, options, unlessDigest })
}

/** `bootc upgrade --check`: says what there is and remembers it; exit code 0 either way. */
export async function checkUpgrade(process: Process): Promise<number> {
  const { world } = process
  const followed = stagedDeployment(world) ?? bootedDeployment(world)
  await world.clock.sleep(MANIFEST_MS, process.signal)
  try {
    const image = openForBackend(world, followed)
    const before = readImage(followed)
    const reference =
      followed.transport === 'registry' ? `docker://${followed.name}` : `${followed.transport}:${followed.name}`
    if (image.manifestDigest === before.manifestDigest) {
      await out(process, `No changes in: ${reference}\n`)
      return 0
    }
    world.state.cachedUpdate = image.blobs
    world.changed()
    const about = `  Version: ${image.version}\n  Digest: ${image.manifestDigest}\n`
    await out(process, `Update available for: ${reference}\n${about}${differenceText(before, image)}`)
    return 0
  } catch (thrown) {
    if (thrown instanceof ImageError) return fail(process, 1, `error: Upgrading: ${thrown.message}`)
    throw thrown
  }
}

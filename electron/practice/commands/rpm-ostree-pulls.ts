/** `rpm-ostree rebase` and `upgrade` of container images; lines as v2026.2 prints them off a terminal. */

import { type ContainerOrigin, parseContainerOrigin, showContainerOrigin } from '../images/container-origin.ts'
import { type Image, type Layer, readImage, totalSize } from '../images/image-blobs.ts'
import { ImageError } from '../images/image-error.ts'
import { formatSize } from '../system/format-size.ts'
import { err, fail, out, type Process, UnsupportedUse } from '../system/process.ts'
import { checkBootable, openForBackend, planPull, pullLayers, stageImage } from '../system/pull-image.ts'
import { longLine, rubbish } from '../system/rubbish.ts'
import type { PracticeDeployment } from '../system/snapshot.ts'
import { TransactionFailed, type Work } from '../system/transaction.ts'
import { hasTrouble, type World } from '../system/world.ts'
import { hasFlag, type ReadOptions } from './options.ts'
import { printOutcome, runTransaction } from './rpm-ostree-client.ts'

const MANIFEST_MS = 900
const STAGING_MS = 2600
const RPM_STEP_MS = 700

function sayCounts({ say }: Work, kind: Layer['kind'], present: readonly Layer[], needed: readonly Layer[]): void {
  const name = kind === 'layer' ? 'custom layers' : 'ostree chunk layers'
  const [stored, missing] = [present, needed].map(layers => layers.filter(layer => layer.kind === kind))
  if (stored && stored.length > 0) say(`${name} already present: ${stored.length}`)
  if (missing && missing.length > 0) say(`${name} needed: ${missing.length} (${formatSize(totalSize(missing))})`)
}

const hexStart = (digest: string): string => digest.replace('sha256:', '').slice(0, 19)

async function importImage(world: World, image: Image, reference: string, work: Work): Promise<void> {
  if (world.state.images.includes(image.manifestDigest)) return
  const { needed, present } = planPull(world, image)
  work.say(`Importing: ${reference} (digest: ${image.manifestDigest})`)
  sayCounts(work, 'ostree chunk', present, needed)
  sayCounts(work, 'layer', present, needed)
  await pullLayers(world, image, work.signal, {
    onLayer: ({ kind, digest, size }, number) => {
      const what = `Fetching ${kind} ${hexStart(digest)} (${formatSize(size)})`
      work.say(`[${number}/${needed.length}] ${what}...done`, 'task')
    },
  })
}

const RPM_STEPS = [
  'Enabled rpm-md repositories: fedora-cisco-openh264 updates fedora updates-archive',
  "Updating metadata for 'updates'...done",
  'Importing rpm-md...done',
  'Resolving dependencies...done',
  'Checking out packages...done',
  'Running pre scripts...done',
  'Running post scripts...done',
  'Running posttrans scripts...done',
  'Writing rpmdb...done',
  'Writing OSTree commit...done',
] as const

/** Layered packages are put on top of the new system again. */
async function layerPackages(world: World, image: Image, work: Work): Promise<void> {
  work.say(`Checking out tree ${image.manifestDigest.slice(7, 14)}...done`, 'task')
  for (const step of RPM_STEPS) {
    await world.clock.sleep(RPM_STEP_MS, work.signal)
    work.say(step, step.endsWith('done') ? 'task' : 'message')
  }
}

function sayRubbish(world: World, work: Work): void {
  if (!hasTrouble(world, 'noisy-output')) return
  for (const line of [...rubbish, longLine()]) work.say(line, 'rubbish')
}

interface Pull {
  readonly origin: ContainerOrigin
  readonly isLocked: boolean
  /** What is already first in boot order: an upgrade to the same does nothing. */
  readonly unlessDigest?: string | undefined
}

/** The daemon’s part. Throws `TransactionFailed` with the words a person reads. */
async function pullAndStage(world: World, { origin, isLocked, unlessDigest }: Pull, work: Work): Promise<void> {
  const reference = showContainerOrigin(origin)
  work.say(`Pulling manifest: ${reference}`)
  await world.clock.sleep(MANIFEST_MS, work.signal)
  try {
    const image = openForBackend(world, origin)
    if (image.manifestDigest === unlessDigest) return work.say('No upgrade available.')
    checkBootable(world, image)
    sayRubbish(world, work)
    await importImage(world, image, reference, work)
    if (world.state.deployments.some(each => each.booted && each.packages.length > 0))
      await layerPackages(world, image, work)
    await world.clock.sleep(STAGING_MS, work.signal)
    stageImage(world, image, origin, isLocked)
    work.say('Staging deployment...done', 'task')
  } catch (thrown) {
    throw thrown instanceof ImageError ? new TransactionFailed(thrown.message) : thrown
  } finally {
    world.changed()
  }
}

const firstDeployment = ({ state }: World): PracticeDeployment | undefined => state.deployments[0]

function readTarget(operands: readonly string[]): ContainerOrigin | string {
  const [text, digest] = operands
  if (text === undefined) return 'Must specify refspec, or -b branch or -m remote'
  const origin = parseContainerOrigin(text)
  if (origin === undefined) return `Remote "${text.split(':')[0]}" not found`
  if (typeof origin === 'string' || digest === undefined) return origin
  return { ...origin, name: `${origin.name.replace(/:[^:/]+$/, '')}@${digest}` }
}

const QUEUED = 'Changes queued for next boot. Run "systemctl reboot" to start a reboot'
const STAGED = 'Run "systemctl reboot" to start a reboot'

async function finish(process: Process, options: ReadOptions, hint: string): Promise<number> {
  const isRebooting = hasFlag(options, '--reboot', '-r')
  await printOutcome(process, hint, isRebooting)
  if (isRebooting) process.world.restart()
  return 0
}

/** `rebase REFERENCE [DIGEST]`. */
export async function rebase(process: Process, options: ReadOptions, operands: readonly string[]): Promise<number> {
  const { world } = process
  if (hasFlag(options, '--cache-only', '-C', '--download-only'))
    throw new UnsupportedUse('rebase pulls and stages here')
  const origin = readTarget(operands)
  if (typeof origin === 'string') return fail(process, 1, `error: ${origin}`)
  const first = firstDeployment(world)
  const reference = showContainerOrigin(origin)
  const isAttaching = world.transaction?.title === `${process.argv.slice(1).join(' ')} `
  if (!isAttaching && first && showContainerOrigin(first) === reference) {
    return fail(process, 1, `error: Old and new refs are equal: ${reference}`)
  }
  const pull = { origin, isLocked: hasFlag(options, '--lock-finalization') }
  const exitCode = await runTransaction(process, 'Rebase', work => pullAndStage(world, pull, work))
  return exitCode === 0 ? finish(process, options, QUEUED) : exitCode
}

async function checkForUpdate(process: Process, first: PracticeDeployment): Promise<number> {
  const image = readImage(first)
  const found = openForBackend(process.world, first)
  await err(
    process,
    'Note: --check and --preview may be unreliable.  See https://github.com/coreos/rpm-ostree/issues/1579\n',
  )
  if (found.manifestDigest === image.manifestDigest) {
    await out(process, 'No updates available.\n')
    return 77
  }
  const lines = [
    'AvailableUpdate:',
    `        Version: ${found.version} (${found.config.created.replace(/\.[0-9]+Z$/, 'Z')})`,
    `   Total layers: ${found.layers.length}`,
    `           Size: ${formatSize(totalSize(found.layers))}`,
  ]
  await out(process, `${lines.join('\n')}\n`)
  return 0
}

/** `upgrade`, also `--check`. */
export async function upgrade(process: Process, options: ReadOptions): Promise<number> {
  const { world } = process
  const first = firstDeployment(world)
  if (!first) return 1
  try {
    if (hasFlag(options, '--check', '--preview')) return await checkForUpdate(process, first)
  } catch (thrown) {
    if (thrown instanceof ImageError) return fail(process, 1, `error: ${thrown.message}`)
    throw thrown
  }
  const before = readImage(first).manifestDigest
  const pull = { origin: first, isLocked: hasFlag(options, '--lock-finalization'), unlessDigest: before }
  const exitCode = await runTransaction(process, 'Upgrade', work => pullAndStage(world, pull, work))
  if (exitCode !== 0) return exitCode
  const after = firstDeployment(world)
  const isUnchanged = after !== undefined && readImage(after).manifestDigest === before
  if (isUnchanged) return hasFlag(options, '--unchanged-exit-77') ? 77 : 0
  return finish(process, options, STAGED)
}

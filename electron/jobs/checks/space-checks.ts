/**
 * The three file systems a rebase needs. `/boot` takes a kernel and an initramfs for each system (86–261 MB have been
 * seen), `/sysroot` the new layers unpacked, `/var/tmp` the blob being read, and the whole image when it is exported.
 */

import { posix } from 'node:path'
import prettyBytes from 'pretty-bytes'
import type { FileSystemSpace, MachineFacts } from '../../../shared/machine.ts'
import type { Check, CheckId, PlannedUpload, ResolvedImage } from '../../../shared/plan.ts'
import { hasRoom } from '../../uploads/upload-needs.ts'
import { blocks, fine, warns } from './check.ts'

const BOOT_LIKELY_BYTES = 120e6
/** Unpacked layers take about this much more than compressed ones (gzip on operating system content). */
const UNPACKED_FACTOR = 2.4
const LARGEST_LAYER_SHARE = 0.25

const spaceAt = (facts: MachineFacts, path: string): FileSystemSpace | undefined =>
  facts.fileSystems.find(each => each.path === path)

/** Never blocks: ostree removes the oldest system from /boot when it must, and equal kernels share their place. */
export function bootSpaceCheck(facts: MachineFacts): Check {
  const boot = spaceAt(facts, '/boot')
  if (!boot) return fine('space-boot', '/boot is not a file system of its own.')
  const free = prettyBytes(boot.freeBytes)
  if (boot.freeBytes < BOOT_LIKELY_BYTES) {
    return warns(
      'space-boot',
      `/boot has ${free} free; a system needs about 90 to 260 MB there.`,
      'If it does not suffice, the machine comes back on the old system.',
      'Remove an old deployment first: sudo rpm-ostree cleanup -r',
    )
  }
  return fine('space-boot', `/boot has ${free} free.`)
}

export function sysrootSpaceCheck(facts: MachineFacts, image: ResolvedImage): Check {
  const isPacked = image.via === 'registry' || image.via === 'upload'
  const unpackedBytes = (image.sizeBytes ?? 0) * (isPacked ? UNPACKED_FACTOR : 1)
  return roomFor('space-sysroot', spaceAt(facts, '/sysroot'), '/sysroot', unpackedBytes, 'if every layer is new')
}

export function varTmpSpaceCheck(facts: MachineFacts, image: ResolvedImage): Check {
  if (image.upload) return uploadSpaceCheck(image.upload)
  const share = image.via === 'export' ? 1 : LARGEST_LAYER_SHARE
  const use = image.via === 'export' ? 'the exported image' : 'layers while they are read'
  return roomFor('space-var-tmp', spaceAt(facts, '/var/tmp'), '/var/tmp', (image.sizeBytes ?? 0) * share, `for ${use}`)
}

/** An upload is exact: what is missing has to fit, before the first byte is sent. */
function uploadSpaceCheck({ store, neededBytes, freeBytes }: PlannedUpload): Check {
  const place = posix.dirname(store)
  if (freeBytes === undefined) return fine('space-var-tmp', `${place} could not be measured.`)
  const free = prettyBytes(freeBytes)
  const need = `${prettyBytes(neededBytes)} for what is sent`
  if (!hasRoom(neededBytes, freeBytes)) return full('space-var-tmp', place, free, need)
  return fine('space-var-tmp', `${place} has ${free} free; needed: ${need}.`)
}

function roomFor(id: CheckId, space: FileSystemSpace | undefined, path: string, bytes: number, use: string): Check {
  if (!space) return fine(id, `${path} could not be measured.`)
  const free = prettyBytes(space.freeBytes)
  if (bytes === 0) return fine(id, `${path} has ${free} free.`)
  const need = `about ${prettyBytes(bytes)} ${use}`
  if (space.freeBytes < bytes / UNPACKED_FACTOR) return full(id, path, free, need)
  if (space.freeBytes < bytes) {
    return warns(id, `${path} has ${free} free; needed: ${need}.`, 'It may not suffice.', 'Free space there first.')
  }
  return fine(id, `${path} has ${free} free; needed: ${need}.`)
}

const full = (id: CheckId, path: string, free: string, need: string): Check =>
  blocks(
    id,
    `${path} has only ${free} free; needed: ${need}.`,
    'The new system could not be written.',
    'Free space there: podman image prune',
  )

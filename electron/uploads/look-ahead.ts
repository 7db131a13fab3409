/** What an upload would send, before anything is. Changes nothing on the machine. */

import type { UploadLook } from '../../shared/plan.ts'
import { known } from '../images/known.ts'
import type { LayoutBlob } from '../layouts/blob.ts'
import { chooseImage } from '../layouts/choose-image.ts'
import { openLayout } from '../layouts/open-layout.ts'
import { absoluteLocalPath } from '../lib/local-path.ts'
import type { CommandRunner } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { hexOf } from './send-lane.ts'
import { isStored, readStores } from './store-listing.ts'
import { choosePlace, neededBytes } from './upload-needs.ts'

/** Asks the machine which of the blobs it has, and chooses where the others would go. Throws `upload/store-not-ours`. */
export async function lookAhead(
  runner: CommandRunner,
  machine: string,
  blobs: readonly LayoutBlob[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<UploadLook> {
  const listing = choosePlace(await readStores(runner, machine, options), blobs)
  return {
    store: listing.store,
    blobs: blobs.map(blob => {
      const { digest, sizeBytes } = blob
      return { digest, sizeBytes, isThere: isStored(listing, hexOf(blob), sizeBytes) }
    }),
    neededBytes: neededBytes(listing, blobs),
    ...known({ freeBytes: listing.freeBytes }),
  }
}

/** The same for a path on this computer and one of its images. Throws `layout/…`, too. */
export async function explainUpload(machine: MachineHandle, path: string, digest: string): Promise<UploadLook> {
  const opened = await openLayout(absoluteLocalPath(path))
  try {
    return await lookAhead(machine, machine.name, opened.blobsOf(chooseImage(opened.layout, '', digest)))
  } finally {
    await opened.close()
  }
}

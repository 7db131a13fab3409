/** What an image on this computer is, and how much of it a machine lacks. Changes nothing there. */

import { type LayoutImage, shownPath } from '../../shared/layout.ts'
import type { ResolvedImage } from '../../shared/plan.ts'
import { known } from '../images/known.ts'
import { type ResolveOptions, requireTransport } from '../images/resolve-options.ts'
import { chooseImage } from '../layouts/choose-image.ts'
import { type OpenedLayout, openLayout } from '../layouts/open-layout.ts'
import { absoluteLocalPath } from '../lib/local-path.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { lookAhead } from './look-ahead.ts'
import { besideStore } from './store-commands.ts'

export interface UploadQuestion {
  /** As the person wrote it. */
  readonly text: string
  /** The directory of the job on the machine; it is laid out in one of this name, beside the store. */
  readonly directory: string
  /** Which image of several. */
  readonly choose?: string
}

const KINDS = {
  'oci-directory': 'An OCI directory on this computer',
  'oci-archive': 'An OCI archive on this computer',
  'docker-archive': 'An archive of Docker on this computer',
} as const

function whyOf({ layout }: OpenedLayout): string {
  const own = layout.kind === 'docker-archive' ? ' Drydock writes its manifest, so the digest is Drydock’s own.' : ''
  return `${KINDS[layout.kind]}; what the machine lacks is sent, and read there from a folder.${own}`
}

const factsOf = (image: LayoutImage) =>
  known({
    configDigest: image.configDigest,
    architecture: image.architecture,
    version: image.version,
    createdAt: image.createdAt,
  })

/**
 * Understands the path and asks the machine which of the blobs it has. Throws `layout/…` for what is wrong with the image,
 * `upload/store-not-ours`, or as `runner.run` does.
 */
export async function resolveUpload(
  runner: CommandRunner,
  { text, directory, choose }: UploadQuestion,
  options: ResolveOptions,
): Promise<ResolvedImage> {
  requireTransport('oci', options)
  const opened = await openLayout(absoluteLocalPath(text))
  try {
    const image = chooseImage(opened.layout, options.facts.architecture, choose)
    const look = await lookAhead(
      runner,
      options.machineName,
      opened.blobsOf(image),
      options.signal ? { signal: options.signal } : {},
    )
    return {
      requested: shownPath(text),
      source: `oci:${besideStore(look.store, directory)}`,
      transport: 'oci',
      via: 'upload',
      why: whyOf(opened),
      digest: image.digest,
      isBootable: image.isBootable,
      sizeBytes: image.sizeBytes,
      layerCount: image.layers.length,
      ...factsOf(image),
      upload: { path: opened.layout.path, kind: opened.layout.kind, ...look },
    }
  } finally {
    await opened.close()
  }
}

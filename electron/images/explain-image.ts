/** What a reference would mean, said while it is typed: only from what is known already, nothing is asked. */

import prettyBytes from 'pretty-bytes'
import type { ImageExplanation } from '../../shared/api.ts'
import { toAppError } from '../../shared/errors.ts'
import { fullName, type ImageReference, parseImageReference } from '../../shared/image.ts'
import type { LocalImage } from '../../shared/machine.ts'
import { candidateNames } from './find-local-image.ts'

/** What makes the sentence more exact, where it is known. */
export interface ExplainOptions {
  /** Who the machine is logged in to as. */
  readonly user?: string
  /** Milliseconds since 1970. */
  readonly now?: number
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['min', 60_000],
] as const

function ageText(ageMs: number): string {
  for (const [unit, unitMs] of units) {
    const count = Math.floor(ageMs / unitMs)
    if (count >= 1) return `${count} ${unit}${unit === 'min' || count === 1 ? '' : 's'} ago`
  }
  return 'just now'
}

function isMeant(reference: ImageReference, image: LocalImage): boolean {
  const { imageId, digest } = reference
  if (imageId !== undefined) return image.id.startsWith(imageId)
  if (image.name === undefined) return false
  if (digest === undefined) return candidateNames(reference).includes(image.name)
  const repository = image.name.replace(/:[^:/]*$/, '')
  return (
    image.digest === digest &&
    candidateNames({ ...reference, tag: 'x' }).some(name => name.startsWith(`${repository}:`))
  )
}

const local = (reference: ImageReference, images: readonly LocalImage[]): LocalImage | undefined =>
  reference.transport === undefined || (reference.transport === 'containers-storage' && reference.store === undefined)
    ? images.find(image => isMeant(reference, image))
    : undefined

function explainLocal(image: LocalImage, machineName: string, { user, now = Date.now() }: ExplainOptions): string {
  const owner = image.store === 'root' ? 'root’s' : user === undefined ? 'the user’s' : `${user}’s`
  const built = image.createdAt > 0 ? `, built ${ageText(now - image.createdAt)}` : ''
  const kind = image.isBootable ? '' : ' It is a normal container image, not an operating system.'
  return `In ${owner} storage on ${machineName}: ${prettyBytes(image.sizeBytes)}${built}.${kind}`
}

function explainOther(reference: ImageReference, machineName: string): Omit<ImageExplanation, 'reference'> {
  const { transport, path, domain, imageId } = reference
  if (transport === 'docker') return { kind: 'registry', text: `Pulled from ${domain}.` }
  if (transport === undefined && imageId === undefined) {
    return { kind: 'registry', text: `Not on ${machineName}; pulled from ${domain ?? 'docker.io'}.` }
  }
  if (transport === undefined || transport === 'containers-storage') {
    return { kind: 'unknown', text: `${machineName} lists no such image.` }
  }
  if (transport === 'docker-daemon')
    return { kind: 'unknown', text: `${fullName(reference) ?? imageId} in Docker on ${machineName}.` }
  return { kind: 'path', text: `The path ${path} on ${machineName}.` }
}

function explainReference(
  reference: ImageReference,
  images: readonly LocalImage[],
  machineName: string,
  options: ExplainOptions,
): ImageExplanation {
  const image = local(reference, images)
  if (image === undefined) return { ...explainOther(reference, machineName), reference: reference.text }
  return { kind: 'local', text: explainLocal(image, machineName, options), reference: reference.text }
}

/** One sentence for a typed text, from the images a machine is known to hold. Never throws. */
export function explainImage(
  text: string,
  images: readonly LocalImage[],
  machineName: string,
  options: ExplainOptions = {},
): ImageExplanation {
  if (text.trim() === '') return { kind: 'empty', text: 'Type an image, or pick one from the list.' }
  try {
    return explainReference(parseImageReference(text), images, machineName, options)
  } catch (thrown) {
    return { kind: 'invalid', text: toAppError(thrown).message }
  }
}

/**
 * What an image reference says, read as containers/image reads it: the text before the first `:` is a transport's
 * registered name (containers-transports(5)) or there is none. White space around it is dropped, because people paste.
 */

import { AppError } from './errors.ts'
import { fullPath, type ImageParts, parseImageText, type Transport, transportOf } from './image-grammar.ts'

/** One image reference, taken apart. A key that is not there was not written. */
export interface ImageReference extends ImageParts {
  /** As written, without white space around it. */
  readonly text: string
  readonly transport?: Transport
}

/**
 * Takes an image reference apart, with the verdicts of containers/image for transports, names, tags, digests and stores.
 * Throws `image/invalid-reference`, with a reason for a person, for everything else and for a path of this computer.
 */
export function parseImageReference(written: string): ImageReference {
  const text = written.trim()
  const parts = parseImageText(text)
  if (typeof parts === 'string') throw new AppError('image/invalid-reference', { text, reason: parts })
  const transport = transportOf(text)
  return { text, ...(transport === undefined ? {} : { transport }), ...parts }
}

const isNamed = (reference: ImageReference): boolean =>
  reference.path !== undefined &&
  [undefined, 'docker', 'docker-daemon', 'containers-storage'].includes(reference.transport)

const suffix = (reference: ImageReference): string =>
  `${reference.tag === undefined ? '' : `:${reference.tag}`}${reference.digest === undefined ? '' : `@${reference.digest}`}`

/** The name with its registry (`docker.io/library/os:1`), without transport; undefined where a path or an ID is named. */
export const fullName = (reference: ImageReference): string | undefined =>
  isNamed(reference) ? `${fullPath(reference)}${suffix(reference)}` : undefined

/** The name as people say it: without `docker.io/library/` and without transport; an ID by its first 12 digits. */
export function familiarName(reference: ImageReference): string {
  const name = fullName(reference)?.replace(/^docker\.io\/(?:library\/)?/, '')
  return name ?? reference.imageId?.slice(0, 12) ?? reference.text
}

function writtenName(reference: ImageReference): string {
  const domain = reference.domain === undefined ? '' : `${reference.domain}/`
  return isNamed(reference) ? `${domain}${reference.path}${suffix(reference)}` : ''
}

/** What Podman is asked for: the ID, or the name as written (for a short one Podman tries `localhost/` too). */
export const localName = (reference: ImageReference): string => reference.imageId ?? writtenName(reference)

function restOf(reference: ImageReference, transport: Transport): string {
  const id = reference.imageId
  if (transport === 'docker') return `//${fullName(reference)}`
  if (transport === 'docker-daemon') return id === undefined ? `${fullName(reference)}` : `sha256:${id}`
  if (transport !== 'containers-storage') {
    return `${reference.path}${reference.ref === undefined ? '' : `:${reference.ref}`}`
  }
  const store = reference.store === undefined ? '' : `[${reference.store}]`
  return `${store}${writtenName(reference)}${id === undefined ? '' : `@${id}`}`
}

/**
 * The image for a tool, `transport:rest`. A name without transport is one for a registry, with its registry written out;
 * an image ID without transport is one of the local storage.
 */
export function imageSource(reference: ImageReference): string {
  const transport = reference.transport ?? (reference.imageId === undefined ? 'docker' : 'containers-storage')
  return `${transport}:${restOf(reference, transport)}`
}

/** The reference as text again; reading it gives the same parts. */
export const formatImageReference = (reference: ImageReference): string =>
  reference.transport === undefined ? localName(reference) : imageSource(reference)

export { isPathOnThisComputer, type Transport, transports } from './image-grammar.ts'

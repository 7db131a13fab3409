/**
 * Decides where an image comes from, the way `podman machine os apply` does: local storage first, then the registry.
 *
 *   no transport          found in a storage: local · not there: docker:// · nobody knows: an error, nothing is pulled
 *   containers-storage:   the same without the registry · with [store]: as given
 *   docker:// and others  as given, when the backend reads the transport; a path is looked at first
 *
 * A rootless user's image is not visible to root under its plain name. *direct*: root reads the user's storage in place
 * (containers-transports(5), `containers-storage:[driver@graphroot+runroot]`). *export*: an OCI layout is saved first.
 *
 * Which digest: a direct read reports the digest Podman lists; an export compresses anew and has another one, known only
 * afterwards. The config digest (Podman's image ID) is the same in both.
 */

import { AppError } from '../../shared/errors.ts'
import { type ImageReference, imageSource, localName } from '../../shared/image.ts'
import type { ResolvedImage } from '../../shared/plan.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { checkPath } from './check-path.ts'
import { findLocalImage, type ImageMachine, type LocalSearch } from './find-local-image.ts'
import { inspectRegistry, inspectStored } from './inspect-if-possible.ts'
import type { InspectedSource } from './inspect-source.ts'
import { known } from './known.ts'
import { resolveLocal } from './resolve-local.ts'
import { type ResolveOptions, requireTransport } from './resolve-options.ts'

const inspectedFacts = (inspected: InspectedSource | undefined) =>
  known({
    digest: inspected?.digest,
    configDigest: inspected?.configDigest,
    architecture: inspected?.architecture,
    isBootable: inspected?.isBootable,
    version: inspected?.version,
    createdAt: inspected?.createdAt,
    sizeBytes: inspected?.sizeBytes,
    layerCount: inspected?.layers.length || undefined,
  })

async function resolveRegistry(
  machine: ImageMachine,
  reference: ImageReference,
  why: string,
  options: ResolveOptions,
): Promise<ResolvedImage> {
  requireTransport('docker', options)
  const source = imageSource(reference)
  const inspected = await inspectRegistry(machine, source, options.signal)
  const basics = { requested: reference.text, source, transport: 'docker', via: 'registry', why } as const
  return { ...basics, ...inspectedFacts(inspected) }
}

type Given = ImageReference & { readonly transport: string }

/** Anything that is handed to the backend as it was written. */
async function resolveAsGiven(
  machine: ImageMachine,
  reference: Given,
  given: { readonly why: string; readonly sudo: boolean },
  options: ResolveOptions,
): Promise<ResolvedImage> {
  const source = imageSource(reference)
  const inspected = await inspectStored(machine, source, given.sudo, options.signal)
  const { transport, text: requested } = reference
  const basics = { requested, source, transport, via: 'as-given', why: given.why } as const
  return { ...basics, ...inspectedFacts(inspected) }
}

async function resolveStored(machine: ImageMachine, reference: Given, options: ResolveOptions) {
  if (reference.transport === 'docker-daemon') {
    return resolveAsGiven(machine, reference, { why: 'The reference names Docker’s own storage.', sudo: true }, options)
  }
  const { asRoot: sudo } = await checkPath(machine, reference, options.signal)
  return resolveAsGiven(machine, reference, { why: `A path on ${machine.name}, read as it is.`, sudo }, options)
}

function notLocal(machine: ImageMachine, reference: ImageReference, search: LocalSearch): AppError<'image/not-found'> {
  const where =
    search.kind === 'no-podman' ? `on ${machine.name}, which has no Podman` : `in the storages of ${machine.name}`
  return new AppError('image/not-found', { image: localName(reference), where })
}

/** A tag and a digest together are fine for a local storage, but no registry transport takes them. */
function refuseTagAndDigest({ text, tag, digest }: ImageReference): void {
  if (tag === undefined || digest === undefined) return
  const reason = 'it is not on the machine, and a registry takes a tag or a digest, not both; leave out the tag'
  throw new AppError('image/invalid-reference', { text, reason })
}

async function resolvePlain(machine: ImageMachine, reference: ImageReference, options: ResolveOptions) {
  const search = await findLocalImage(machine, reference, options.signal)
  if (search.kind === 'found') return resolveLocal(machine, reference, search, options)
  if (reference.imageId !== undefined) throw notLocal(machine, reference, search)
  refuseTagAndDigest(reference)
  const reason =
    search.kind === 'absent'
      ? `It is not in the storages of ${machine.name}`
      : `${machine.name} has no Podman to hold it`
  return resolveRegistry(
    machine,
    reference,
    `${reason}, so it is pulled from ${reference.domain ?? 'docker.io'}.`,
    options,
  )
}

async function resolveStorage(machine: ImageMachine, reference: ImageReference, options: ResolveOptions) {
  const { store } = reference
  if (store !== undefined) {
    requireTransport('containers-storage', options)
    const why = `The reference names the storage [${store}] itself.`
    return resolveAsGiven(machine, { ...reference, transport: 'containers-storage' }, { why, sudo: true }, options)
  }
  const search = await findLocalImage(machine, reference, options.signal)
  if (search.kind !== 'found') throw notLocal(machine, reference, search)
  return resolveLocal(machine, reference, search, options)
}

function resolveAny(machine: ImageMachine, reference: ImageReference, options: ResolveOptions) {
  const { transport } = reference
  if (transport === undefined) return resolvePlain(machine, reference, options)
  if (transport === 'containers-storage') return resolveStorage(machine, reference, options)
  requireTransport(transport, options)
  if (transport === 'docker') return resolveRegistry(machine, reference, 'The reference names a registry.', options)
  return resolveStored(machine, { ...reference, transport }, options)
}

/**
 * What `reference` is on the machine of `runner`, and how the backend gets it. Changes nothing there. Rejects with
 * `image/…` and `registry/…` errors that say why not, and as the runner does when the machine was not reached.
 */
export async function resolveImage(
  runner: CommandRunner,
  reference: ImageReference,
  options: ResolveOptions,
): Promise<ResolvedImage> {
  return resolveAny({ runner, facts: options.facts, name: options.machineName }, reference, options)
}

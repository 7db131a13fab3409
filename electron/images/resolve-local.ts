/** How an image of a local storage gets to the backend: read in place, or exported. Written out in resolve-image.ts. */

import type { ImageReference } from '../../shared/image.ts'
import type { ResolvedImage } from '../../shared/plan.ts'
import type { ImageMachine, LocalSearch } from './find-local-image.ts'
import { parseStorageLocation, podmanInfoCommand, type StorageLocation } from './inspect-local.ts'
import { known } from './known.ts'
import { type ResolveOptions, requireTransport } from './resolve-options.ts'

/** Where an export goes is known only when the job runs. */
const EXPORT_SOURCE = 'oci:/var/tmp/…'

type Found = LocalSearch & { readonly kind: 'found' }
type Way = Pick<ResolvedImage, 'source' | 'transport' | 'via' | 'why'>

/** `+`, `:` and `]` end a part of `[driver@graphroot+runroot]` and cannot be written inside. */
const isWritable = ({ driver, graphRoot, runRoot }: StorageLocation): boolean =>
  /^[a-z0-9-]+$/.test(driver) && [graphRoot, runRoot].every(path => /^\/[^+:\][\p{Cc}]*$/u.test(path))

const storageName = ({ imageName, image }: Found): string => (imageName === image.id ? `@${imageName}` : imageName)

const owner = (machine: ImageMachine, { storage }: Found): string =>
  `Found in ${storage.store === 'root' ? 'root' : machine.facts.user}’s storage`

function exported(machine: ImageMachine, found: Found, because: string, options: ResolveOptions): Way {
  requireTransport('oci', options)
  const why = `${owner(machine, found)}; exported as an OCI layout first, ${because}.`
  return { source: EXPORT_SOURCE, transport: 'oci', via: 'export', why }
}

async function locate(machine: ImageMachine, signal: AbortSignal | undefined): Promise<StorageLocation> {
  const { stdout } = await machine.runner.run(podmanInfoCommand, signal === undefined ? {} : { signal })
  return parseStorageLocation(stdout)
}

async function inPlace(machine: ImageMachine, found: Found, options: ResolveOptions): Promise<Way> {
  const direct = { transport: 'containers-storage', via: 'direct' } as const
  if (found.storage.store === 'root') {
    const why = `${owner(machine, found)}, which the system reads by itself.`
    return { ...direct, source: `containers-storage:${storageName(found)}`, why }
  }
  const location = await locate(machine, options.signal)
  if (!isWritable(location)) return exported(machine, found, 'because its path does not fit into a reference', options)
  const { driver, graphRoot, runRoot } = location
  const source = `containers-storage:[${driver}@${graphRoot}+${runRoot}]${storageName(found)}`
  return { ...direct, source, why: `${owner(machine, found)}; root reads it there, nothing is copied.` }
}

/** Root's own storage needs no export: the backend runs as root. */
function chooseWay(machine: ImageMachine, found: Found, options: ResolveOptions): Promise<Way> | Way {
  const readsStorage = options.transports.includes('containers-storage')
  if (options.via === 'direct') requireTransport('containers-storage', options)
  if (options.via === 'export' && found.storage.store === 'user')
    return exported(machine, found, 'as asked for', options)
  if (readsStorage) return inPlace(machine, found, options)
  return exported(machine, found, `because ${options.backendName} reads no storage`, options)
}

const imageFacts = ({ image }: Found, via: Way['via']) => ({
  isBootable: image.isBootable,
  configDigest: `sha256:${image.id}`,
  ...known({
    // An export compresses anew; its digest is known only afterwards.
    digest: via === 'direct' ? image.digest : undefined,
    architecture: image.architecture,
    version: image.version,
    createdAt: image.createdAt,
    sizeBytes: image.sizeBytes,
    layerCount: image.layerCount,
  }),
})

/** Resolves an image that was found. Throws `image/unsupported-transport` when the backend reads neither way. */
export async function resolveLocal(
  machine: ImageMachine,
  reference: ImageReference,
  found: Found,
  options: ResolveOptions,
): Promise<ResolvedImage> {
  const way = await chooseWay(machine, found, options)
  const given = { requested: reference.text, ...way, store: found.storage.store, localName: storageName(found) }
  return { ...given, ...imageFacts(found, way.via) }
}

/** `podman images`, `image exists` and `image inspect` (tests/reference/podman). */

import { totalSize } from '../images/image-blobs.ts'
import { parseImageName } from '../images/image-name.ts'
import { findStored, type StoredImage, storeOf } from '../images/local-stores.ts'
import { ownEntry } from '../system/own-entry.ts'
import { fail, out, type Process, UnsupportedUse } from '../system/process.ts'
import { fillTemplate } from './go-template.ts'
import { hasFlag, type ReadOptions, valueOfOption } from './options.ts'

const TRANSPORTS = [
  'containers-storage',
  'dir',
  'docker',
  'docker-archive',
  'docker-daemon',
  'oci',
  'oci-archive',
  'ostree',
  'sif',
  'tarball',
]

/** Why podman does not even look, or undefined. */
function nameProblem(name: string): string | undefined {
  const [transport = ''] = name.split(':')
  if (name.includes(':') && TRANSPORTS.includes(transport) && /^[^:]+:(?:\/|\[)/.test(name)) {
    return `unsupported transport "${transport}" for looking up local images`
  }
  if (name === '') return 'parsing reference "": repository name must have at least one component'
  if (/^(?:sha256:)?[0-9a-f]{3,64}$/.test(name)) return undefined
  const parsed = parseImageName(name)
  if (typeof parsed !== 'string') return undefined
  return `parsing reference "${name}": ${parsed.replace('invalid reference format: repository', 'repository')}`
}

/** Exit code 0 it is there, 1 it is not, 125 nobody knows. */
export async function imageExists(process: Process, _: ReadOptions, operands: readonly string[]): Promise<number> {
  const [name] = operands
  if (name === undefined || operands.length > 1)
    return fail(process, 125, `Error: accepts 1 arg(s), received ${operands.length}`)
  const problem = nameProblem(name)
  if (problem) return fail(process, 125, `Error: ${problem}`)
  return findStored(storeOf(process.world, process.user), name) ? 0 : 1
}

const hexOf = (digest: string): string => digest.replace('sha256:', '')

const createdSeconds = ({ image }: StoredImage): number => Math.floor(Date.parse(image.config.created) / 1000)

const repositoryOf = (name: string): string => name.slice(0, name.lastIndexOf(':'))

const repoDigests = ({ names, image }: StoredImage): readonly string[] =>
  [...new Set(names.map(repositoryOf))].map(repository => `${repository}@${image.manifestDigest}`)

/** One entry a name, in podman’s order of keys. */
function listEntry(stored: StoredImage) {
  const { image, names, containers } = stored
  const size = totalSize(image.layers)
  return {
    Id: hexOf(image.configDigest),
    ParentId: '',
    RepoTags: null,
    RepoDigests: repoDigests(stored),
    Size: size,
    SharedSize: 0,
    VirtualSize: size,
    Labels: image.labels,
    Containers: containers,
    ...(names.length === 0 ? { Dangling: true } : {}),
    Digest: image.manifestDigest,
    History: names.length === 0 ? ['docker.io/library/b25d4ef7c0a1-tmp:latest'] : names,
    ...(names.length === 0 ? {} : { Names: names }),
    Created: createdSeconds(stored),
    CreatedAt: image.config.created.replace(/\.[0-9]+Z$/, 'Z'),
  }
}

function matches(stored: StoredImage, filter: string): boolean {
  const [kind = '', key = '', value] = filter.split('=')
  if (kind === 'dangling') return (stored.names.length === 0) === (key === 'true')
  if (kind !== 'label') throw new UnsupportedUse(`unsupported filter '${filter}'`)
  const label = ownEntry(stored.image.labels, key)
  return label !== undefined && (value === undefined || label === value)
}

/** `podman images [NAME]`, newest first. */
export async function listImages(process: Process, options: ReadOptions, operands: readonly string[]): Promise<number> {
  const store = storeOf(process.world, process.user)
  const [name] = operands
  const chosen = name === undefined ? store.images : [findStored(store, name)].filter(each => each !== undefined)
  const filters = options.values.get('--filter') ?? []
  const listed = chosen
    .filter(each => filters.every(filter => matches(each, filter)))
    .toSorted((a, b) => createdSeconds(b) - createdSeconds(a))
  if (hasFlag(options, '-q', '--quiet')) {
    await out(process, listed.map(each => `${hexOf(each.image.configDigest).slice(0, 12)}\n`).join(''))
    return 0
  }
  const format = valueOfOption(options, '--format')
  if (format !== 'json') throw new UnsupportedUse('images needs -q or --format json here')
  const entries = listed.flatMap(each => (each.names.length === 0 ? ['one'] : each.names).map(() => listEntry(each)))
  await out(process, `${JSON.stringify(entries, undefined, 4)}\n`)
  return 0
}

function inspectEntry(stored: StoredImage) {
  const { image, names } = stored
  const size = totalSize(image.layers)
  return {
    Id: hexOf(image.configDigest),
    Digest: image.manifestDigest,
    RepoTags: names,
    RepoDigests: repoDigests(stored),
    Parent: '',
    Comment: '',
    Created: image.config.created,
    Config: image.config.config,
    Version: '',
    Author: '',
    Architecture: image.architecture,
    Os: image.config.os,
    Size: size,
    VirtualSize: size,
    GraphDriver: { Name: 'overlay', Data: {} },
    RootFS: { Type: 'layers', Layers: image.config.rootfs.diff_ids },
    Labels: image.labels,
    Annotations: image.manifest.annotations ?? {},
    ManifestType: image.manifest.mediaType ?? '',
    User: '',
    History: image.config.history ?? [],
    NamesHistory: names,
  }
}

/** `podman image inspect [--format F] NAME…`; what was found is printed even when another name is unknown. */
export async function inspectImages(
  process: Process,
  options: ReadOptions,
  operands: readonly string[],
): Promise<number> {
  const store = storeOf(process.world, process.user)
  const found = operands.map(name => findStored(store, name))
  const entries = found.filter(each => each !== undefined).map(inspectEntry)
  const format = valueOfOption(options, '--format', '-f')
  if (format === undefined || format === 'json') {
    await out(process, entries.length === 0 ? '[]\n' : `${JSON.stringify(entries, undefined, 5)}\n`)
  } else {
    for (const entry of entries) await out(process, `${fillTemplate(format, entry)}\n`)
  }
  const missing = operands.find((_, at) => found[at] === undefined)
  return missing === undefined ? 0 : fail(process, 125, `Error: ${missing}: image not known`)
}

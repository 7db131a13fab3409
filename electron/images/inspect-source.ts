/**
 * What an image really holds, asked with skopeo on the machine that will read it.
 *
 * `skopeo inspect --raw` gives the manifest's own bytes, so the digest is computed here and is the one the backend will
 * report; `--config` gives labels and architecture. Plain `skopeo inspect` is not used: it lists all tags of the
 * repository, and its `Digest` is the index's while everything else is of one instance (skopeo-inspect(1)).
 */

import * as z from 'zod'
import { AppError, isAppError } from '../../shared/errors.ts'
import { fullName, imageSource, parseImageReference } from '../../shared/image.ts'
import type { CommandRunner } from '../lib/runner.ts'
import { explainSkopeoFailure } from './explain-skopeo.ts'
import { isBootableByLabels, versionFromLabels } from './image-labels.ts'
import { type Instance, instanceFor, type Layer, type Manifest, parseManifest } from './parse-manifest.ts'
import { parseToolJson } from './tool-json.ts'

const inspectCommand = (what: '--raw' | '--config', source: string, authFile?: string): readonly string[] => [
  ...['skopeo', 'inspect', what],
  ...(authFile === undefined ? [] : ['--authfile', authFile]),
  ...['--', source],
]

/** Prints the manifest or index, byte for byte. `source` is `transport:rest`. */
export const inspectRawCommand = (source: string, authFile?: string): readonly string[] =>
  inspectCommand('--raw', source, authFile)

/** Prints the OCI config. `source` is `transport:rest`. */
export const inspectConfigCommand = (source: string, authFile?: string): readonly string[] =>
  inspectCommand('--config', source, authFile)

/** What a person may want to know of an image before it becomes their system, and what is compared afterwards. */
export interface InspectedSource {
  /** Manifest digest of the machine's own architecture. */
  readonly digest: string
  /** Where the source is an index: its own digest. */
  readonly indexDigest?: string
  /** Undefined for an instance of an index that no registry serves by itself. */
  readonly configDigest?: string
  readonly layers: readonly Layer[]
  /** All layers as they are stored there; undefined where they are not known. */
  readonly sizeBytes?: number
  readonly architecture?: string
  readonly labels: Readonly<Record<string, string>>
  readonly isBootable: boolean
  readonly version?: string
  /** Milliseconds since 1970. */
  readonly createdAt?: number
}

export interface InspectOptions {
  /** OCI name of the machine's architecture. */
  readonly architecture: string
  readonly machineName?: string
  /** Read as root. Default: a storage is, because that is who the backend reads it as; nothing else is. */
  readonly sudo?: boolean
  /** containers-auth.json(5) to use instead of the user's own. */
  readonly authFile?: string
  readonly signal?: AbortSignal
}

const configSchema = z.object({
  architecture: z.string().optional(),
  created: z.string().nullish(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
})

type Config = z.output<typeof configSchema>

async function runSkopeo(runner: CommandRunner, argv: readonly string[], source: string, options: InspectOptions) {
  const sudo = options.sudo ?? source.startsWith('containers-storage:')
  const run = { sudo, ...(options.signal === undefined ? {} : { signal: options.signal }) }
  try {
    return (await runner.run(argv, run)).stdout
  } catch (thrown) {
    if (!isAppError(thrown, 'command/failed') || thrown.facts.exitCode === 127) throw thrown
    const stderr = thrown.raw ?? thrown.facts.stderr
    const { architecture, machineName: machine = 'the machine' } = options
    throw explainSkopeoFailure({ source, architecture, machine, stderr })
  }
}

async function readManifest(runner: CommandRunner, source: string, options: InspectOptions): Promise<Manifest> {
  return parseManifest(await runSkopeo(runner, inspectRawCommand(source, options.authFile), source, options))
}

async function readConfig(runner: CommandRunner, source: string, options: InspectOptions): Promise<Config> {
  const text = await runSkopeo(runner, inspectConfigCommand(source, options.authFile), source, options)
  return parseToolJson('skopeo', configSchema, text)
}

const has = (instances: readonly Instance[]): string =>
  [...new Set(instances.map(instance => instance.architecture ?? 'an unnamed architecture'))].join(', ') || 'nothing'

/** The machine's own image of an index; throws `image/wrong-architecture` when there is none. */
function ownInstance(source: string, instances: readonly Instance[], architecture: string): Instance {
  const own = instanceFor(instances, architecture)
  if (own !== undefined) return own
  const image = fullName(parseImageReference(source)) ?? source
  throw new AppError('image/wrong-architecture', { image, has: has(instances), needs: architecture })
}

/** One manifest of a registry by its digest; undefined for a transport that cannot name one. */
function sourceByDigest(source: string, digest: string): string | undefined {
  const { tag: _, ...reference } = parseImageReference(source)
  return reference.transport === 'docker' ? imageSource({ ...reference, digest }) : undefined
}

function fromConfig(config: Config) {
  const labels = config.config?.Labels ?? {}
  const version = versionFromLabels(labels)
  const createdAt = Date.parse(config.created ?? '')
  return {
    labels,
    isBootable: isBootableByLabels(labels),
    ...(config.architecture ? { architecture: config.architecture } : {}),
    ...(version === undefined ? {} : { version }),
    ...(Number.isNaN(createdAt) ? {} : { createdAt }),
  }
}

const fromManifest = (manifest: Manifest & { readonly kind: 'manifest' }) => ({
  digest: manifest.digest,
  configDigest: manifest.configDigest,
  layers: manifest.layers,
  sizeBytes: manifest.layers.reduce((total, layer) => total + layer.sizeBytes, 0),
})

async function inspectInstance(
  runner: CommandRunner,
  source: string,
  index: Manifest & { readonly kind: 'index' },
  options: InspectOptions,
): Promise<InspectedSource> {
  const own = ownInstance(source, index.instances, options.architecture)
  const exact = sourceByDigest(source, own.digest)
  const manifest = exact === undefined ? undefined : await readManifest(runner, exact, options)
  // Without a source of its own skopeo chooses by the architecture it runs on, which is the machine's.
  const config = await readConfig(runner, exact ?? source, options)
  const known = manifest?.kind === 'manifest' ? fromManifest(manifest) : { layers: [] }
  return { ...known, digest: own.digest, indexDigest: index.digest, ...fromConfig(config) }
}

/**
 * Inspects `source` (`transport:rest`) on its machine: an index is followed to the machine's own architecture. Throws
 * what `explainSkopeoFailure` makes of a failure, and `command/failed` with exit code 127 where there is no skopeo.
 */
export async function inspectSource(
  runner: CommandRunner,
  source: string,
  options: InspectOptions,
): Promise<InspectedSource> {
  const manifest = await readManifest(runner, source, options)
  if (manifest.kind === 'index') return inspectInstance(runner, source, manifest, options)
  // By digest, so that a tag that moves between the two questions cannot mix two images.
  const config = await readConfig(runner, sourceByDigest(source, manifest.digest) ?? source, options)
  return { ...fromManifest(manifest), ...fromConfig(config) }
}

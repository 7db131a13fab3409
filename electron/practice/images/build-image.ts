/** Puts images together: the same recipe always gives the same bytes, so digests hold across restarts of the app. */

import { sha256 } from '../system/digest.ts'
import { baseLayers, customLayer, layerMediaType, type RawLayer, REAL_BUILD, REAL_FCOS } from './base-layers.ts'
import { type Descriptor, type ImageBlobs, type ImageConfig, OCI_CONFIG, OCI_MANIFEST } from './image-blobs.ts'

export interface BaseSystem {
  readonly system: 'fcos' | 'centos'
  readonly build: number
  /** `stable`, `testing`, `next`; `stream9` for CentOS. */
  readonly stream: string
  readonly version: string
  readonly created: string
}

export interface Recipe {
  readonly architecture: string
  readonly version: string
  readonly created: string
  readonly title: string
  readonly base?: BaseSystem
  /** What is on top of the base, or all there is: a word that makes the layer unique, and its size. */
  readonly layers?: readonly { readonly what: string; readonly size: number }[]
  readonly labels?: Readonly<Record<string, string>>
}

const asDescriptor = (content: string, mediaType: string): Descriptor => ({
  mediaType,
  digest: `sha256:${sha256(content)}`,
  size: Buffer.byteLength(content),
})

function baseLabels(base: BaseSystem, finalDiffId: string): Readonly<Record<string, string>> {
  const fixed = { 'containers.bootc': '1', 'io.buildah.version': '1.41.5', 'ostree.bootable': '1' }
  const commit = sha256(`ostree commit ${base.system} ${base.version}`)
  const streamLabels =
    base.system === 'fcos' ? { 'com.coreos.osname': 'fedora-coreos', 'fedora-coreos.stream': base.stream } : {}
  return { ...fixed, ...streamLabels, 'ostree.commit': commit, 'ostree.final-diffid': finalDiffId }
}

function labelsOf(recipe: Recipe, base: readonly RawLayer[]): Readonly<Record<string, string>> {
  // The last layer of the real image is an ordinary one, added behind the ostree commit.
  const finalDiffId = base.at(-2)?.digest
  const unsorted = {
    ...(recipe.base && finalDiffId ? baseLabels(recipe.base, finalDiffId) : {}),
    'org.opencontainers.image.title': recipe.title,
    'org.opencontainers.image.version': recipe.version,
    ...recipe.labels,
  }
  return Object.fromEntries(Object.entries(unsorted).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function configOf(recipe: Recipe, base: readonly RawLayer[], layers: readonly RawLayer[]): ImageConfig {
  const created = recipe.created
  return {
    created,
    architecture: recipe.architecture,
    os: 'linux',
    config: {
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Labels: labelsOf(recipe, base),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(layer => layer.digest) },
    history: layers.map((_, at) => ({ created, created_by: at < base.length ? 'ostree export' : '/bin/sh -c #(nop)' })),
  }
}

/** How a layer is served: as it is, or compressed, which gives it another digest. */
function serveLayer(layer: RawLayer, isCompressed: boolean): Descriptor {
  const mediaType = layerMediaType(isCompressed)
  if (!isCompressed) return { mediaType, digest: layer.digest, size: layer.size }
  return { mediaType, digest: `sha256:${sha256(`gzip of ${layer.digest}`)}`, size: Math.round(layer.size * 0.43) + 29 }
}

/** The manifest of an image whose layers are served in one way or the other. */
export function manifestFor(config: string, layers: readonly RawLayer[], isCompressed: boolean): string {
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: OCI_MANIFEST,
    config: asDescriptor(config, OCI_CONFIG),
    layers: layers.map(layer => serveLayer(layer, isCompressed)),
    annotations: { 'org.opencontainers.image.created': (JSON.parse(config) as ImageConfig).created },
  })
}

const isTheRealOne = ({ base, layers, architecture }: Recipe): boolean =>
  base?.system === 'fcos' &&
  base.build === REAL_BUILD &&
  base.stream === 'stable' &&
  architecture === 'amd64' &&
  !layers

/** The manifest and config a recipe gives. */
export function buildImage(recipe: Recipe): ImageBlobs {
  if (isTheRealOne(recipe)) {
    return { manifest: JSON.stringify(REAL_FCOS.manifest), config: JSON.stringify(REAL_FCOS.config) }
  }
  const { base: system, architecture } = recipe
  const base = system ? baseLayers(system.system, system.build, architecture) : []
  const own = (recipe.layers ?? []).map(({ what, size }) => customLayer(`${architecture} ${what}`, size))
  const layers = [...base, ...own]
  const config = JSON.stringify(configOf(recipe, base, layers))
  return { manifest: manifestFor(config, layers, false), config }
}

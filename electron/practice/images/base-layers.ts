/**
 * The layers of the base systems. The amounts are those of a real Fedora CoreOS 43: fcos-manifest.json and
 * fcos-config.json are the manifest and config of quay.io/fedora/fedora-coreos:stable 43.20251024.3.0 as rpm-ostree
 * reports them (data from the test fixtures of github.com/coreos/zincati, be76c4a).
 */

import { sha256 } from '../system/digest.ts'
import fcosConfig from './fcos-config.json' with { type: 'json' }
import fcosManifest from './fcos-manifest.json' with { type: 'json' }
import { type ImageConfig, type Manifest, OCI_LAYER } from './image-blobs.ts'

/** A layer before it belongs to an image: always uncompressed, so its digest is also its diff ID. */
export interface RawLayer {
  readonly digest: string
  readonly size: number
}

export const REAL_FCOS: { readonly manifest: Manifest; readonly config: ImageConfig } = {
  manifest: fcosManifest,
  config: fcosConfig,
}

/** The builds are numbered; the real one is this. */
export const REAL_BUILD = 10

const realLayers: readonly RawLayer[] = REAL_FCOS.manifest.layers

/** Every layer is rebuilt each so many builds; the few big ones (firmware, languages) seldom. */
const periodOf = (at: number): number => 3 + (at % 9) * 2

const rebuilds = (build: number, at: number): number => Math.floor((build + at * 5) / periodOf(at))

const roundTo512 = (size: number): number => Math.max(512, Math.round(size / 512) * 512)

function layerOf(system: string, build: number, architecture: string, at: number, real: RawLayer): RawLayer {
  const rebuilt = rebuilds(build, at)
  const isReal = system === 'fcos' && architecture === 'amd64' && rebuilt === rebuilds(REAL_BUILD, at)
  if (isReal) return { digest: real.digest, size: real.size }
  const hash = sha256(`${system} ${architecture} layer ${at} rebuild ${rebuilt}`)
  const change = 0.97 + (Number.parseInt(hash.slice(0, 4), 16) / 0xffff) * 0.06
  return { digest: `sha256:${hash}`, size: roundTo512(real.size * change) }
}

/** The layers of build `build` of a system: neighbouring builds share most of them. */
export const baseLayers = (system: 'fcos' | 'centos', build: number, architecture: string): readonly RawLayer[] =>
  realLayers.map((real, at) => layerOf(system, build, architecture, at, real))

/** A layer of its own, as a Containerfile adds it. */
export const customLayer = (what: string, size: number): RawLayer => ({
  digest: `sha256:${sha256(`custom layer ${what}`)}`,
  size: roundTo512(size),
})

export const layerMediaType = (isCompressed: boolean): string => (isCompressed ? `${OCI_LAYER}+gzip` : OCI_LAYER)

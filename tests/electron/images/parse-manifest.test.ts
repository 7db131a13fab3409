import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { instanceFor, parseManifest } from '../../../electron/images/parse-manifest.ts'
import { readReference } from '../../support/reference.ts'

test.each(['1.9.3', '1.18.0', '1.22.0'])('skopeo %s: digest of the bytes, config and layers', version => {
  const text = readReference(`skopeo/inspect-raw.${version}.json`)
  const shown = JSON.parse(readReference(`skopeo/inspect-oci.${version}.json`)) as { Digest: string; Layers: string[] }
  const manifest = parseManifest(text)
  expect(manifest).toMatchObject({ kind: 'manifest', digest: shown.Digest })
  if (manifest.kind !== 'manifest') throw new Error('not a manifest')
  expect(manifest.layers.map(layer => layer.digest)).toEqual(shown.Layers)
  const config = JSON.parse(text) as { config: { digest: string } }
  expect(manifest.configDigest).toBe(config.config.digest)
  expect(manifest.layers[0]?.sizeBytes).toBeGreaterThan(1_000_000)
})

test('a byte more is another digest', () => {
  const text = readReference('skopeo/inspect-raw.1.22.0.json')
  expect(parseManifest(`${text}\n`).digest).not.toBe(parseManifest(text).digest)
})

test('a real Fedora CoreOS manifest is read', () => {
  const manifest = parseManifest(readReference('oci/manifest.fcos43.json'))
  expect(manifest.kind === 'manifest' && manifest.layers.length).toBeGreaterThan(60)
})

const DIGEST = `sha256:${'b'.repeat(64)}`
const entry = (architecture: string, os = 'linux') => ({ digest: DIGEST, size: 7, platform: { architecture, os } })

test('an index lists its images, and the machine’s own is found', () => {
  const manifests = [
    entry('amd64', 'windows'),
    entry('unknown', 'unknown'),
    entry('arm64'),
    { digest: DIGEST, size: 7 },
  ]
  const text = JSON.stringify({ schemaVersion: 2, manifests })
  const index = parseManifest(text)
  if (index.kind !== 'index') throw new Error('not an index')
  expect(index.digest).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`)
  expect(index.instances).toHaveLength(4)
  expect(instanceFor(index.instances, 'arm64')).toMatchObject({ digest: DIGEST, os: 'linux', sizeBytes: 7 })
  expect(instanceFor(index.instances, 'amd64')).toBeUndefined()
})

test.each(['', 'not json', '{}', '{"schemaVersion":1}', '[]', '{"schemaVersion":2,"config":{},"layers":[]}'])(
  '%j is no manifest, and the text is kept',
  text => expect(() => parseManifest(text)).toThrow(expect.objectContaining({ code: 'backend/failed', raw: text })),
)

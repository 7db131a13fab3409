import { describe, expect, test } from 'vitest'
import { parseBootcStatus } from '../../../electron/backends/parse-bootc-status.ts'
import { isAppError } from '../../../shared/errors.ts'
import { readReference, referenceFiles } from '../../support/reference.ts'
import { statusLines } from './status-expectation.ts'

const STREAM9 = 'quay.io/centos-bootc/centos-bootc:stream9'
const SOME = 'quay.io/example/someimage:latest'
const INSIGHTS = 'bootc-insights:latest'
const booted = `booted ${SOME} 736b359467c9`

const expectations: Readonly<Record<string, readonly string[]>> = {
  'booted-cached-update-no-version': [`booted ${STREAM9} 47e5ed613a97`],
  'booted-cached-update': [`booted ${STREAM9} 47e5ed613a97`],
  'booted-ostree-remote-signature': ['booted quay.io/otherexample/otherimage:latest b5bb9d8014a0'],
  'booted-pinned-other': [`booted ${STREAM9} 47e5ed613a97 pinned`, `other ${STREAM9} 47e5ed613a97 pinned`],
  'booted-rollback.v1alpha1-2023': [
    `booted 192.168.124.1:5000/${INSIGHTS} 806d77394f96`,
    'rollback quay.io/centos-boot/fedora-boot-cloud:eln 92e476435ced',
  ],
  'booted-usr-overlay': [booted],
  'booted-via-oci': ['booted oci:/var/mnt/osupdate 47e5ed613a97'],
  booted: [`booted ${STREAM9} 47e5ed613a97`],
  'incompatible-layered': [booted, 'incompatible'],
  'not-a-bootc-host': [],
  'not-a-bootc-host.older': [],
  'rollback-queued': [`rollback ${SOME} 9f8e7d6c5b4a`, booted, 'rollback queued'],
  'rpm-ostree-host-not-container': ['staged branch undefined -', 'booted branch undefined -', 'incompatible'],
  'rpm-ostree-host-staged-image': [`staged ${STREAM9} 47e5ed613a97`, 'booted branch undefined -'],
  'staged-booted-rollback': [`staged ${SOME} 16dc2b6256b4`, booted, `rollback ${SOME} 9f8e7d6c5b4a`],
  'staged-booted-rollback.v1alpha1-2024': [
    'staged quay.io/flightctl/flightctl-agent-basic-nginx 9cb8667ee31d',
    'booted quay.io/flightctl/flightctl-agent-fedora 6adcbcf13b48',
    'rollback quay.io/flightctl/flightctl-agent-basic-nginx 9cb8667ee31d',
  ],
  'staged-booted': [`staged ${SOME} 16dc2b6256b4`, booted],
  'staged-cached-update.v1alpha1-2024': [
    `staged 192.168.122.1:5000/${INSIGHTS} 654275229d34`,
    `booted 192.168.122.1:5000/${INSIGHTS} 5398062d64b5`,
  ],
  'staged-download-only': [`staged ${SOME} 16dc2b6256b4 locked`, booted],
}

const nameOf = (path: string): string => path.replace('bootc/status-', '').replace('.json', '')
const files = referenceFiles('bootc/status-*.json')

describe('every recorded status', () => {
  test('has an expectation', () => {
    expect(new Set(files.map(nameOf))).toEqual(new Set(Object.keys(expectations)))
  })

  test.each(files)('%s', path => {
    expect(statusLines(parseBootcStatus(readReference(path)))).toEqual(expectations[nameOf(path)])
  })
})

test('a deployment keeps every fact its record has', () => {
  const [deployment] = parseBootcStatus(readReference('bootc/status-staged-booted.json')).deployments
  const checksum = '3c6dad657109522e0b2e49bf44b5420f16f0b438b5b9357e5132211cfbad135d'
  expect(deployment).toEqual({
    id: `${checksum}.0`,
    role: 'staged',
    checksum,
    image: { reference: SOME, transport: 'docker', signature: 'unverified' },
    digest: 'sha256:16dc2b6256b4ff0d2ec18d2dbfb06d117904010c8cf9732cdb022818cf7a7566',
    version: 'nightly',
    createdAt: Date.UTC(2023, 9, 14, 19, 22, 15, 420),
    pinned: false,
    locked: false,
    layeredPackages: [],
    architecture: 'arm64',
  })
})

test('two deployments of one commit are told apart by their serial', () => {
  const text = readReference('bootc/status-staged-booted-rollback.v1alpha1-2024.json')
  const ids = parseBootcStatus(text).deployments.map(deployment => deployment.id.slice(-5))
  expect(ids).toEqual(['9e2.4', '786.0', '9e2.3'])
})

const withImage = (image: object) =>
  parseBootcStatus(JSON.stringify({ status: { booted: { image: { image } } } })).deployments[0]?.image

test.each([
  [{ image: 'a/b', transport: 'registry', signature: 'containerPolicy' }, 'a/b', 'docker', 'signed'],
  [{ image: 'a/b', signature: { ostreeRemote: 'fedora' } }, 'a/b', 'docker', 'ostree-remote'],
  [{ image: 'a/b', transport: 'registry', signature: 'insecure' }, 'a/b', 'docker', 'unverified'],
  [{ image: '/x', transport: 'dir' }, 'dir:/x', 'dir', 'unverified'],
  [
    { image: '[/s]a/b', transport: 'containers-storage' },
    'containers-storage:[/s]a/b',
    'containers-storage',
    'unverified',
  ],
])('the origin %j', (image, reference, transport, signature) => {
  expect(withImage(image)).toEqual({ reference, transport, signature })
})

function failureOf(text: string) {
  try {
    return parseBootcStatus(text)
  } catch (error) {
    return isAppError(error, 'backend/failed') ? error : undefined
  }
}

test('the YAML of an old bootc is refused for what it is', () => {
  expect(failureOf(readReference('bootc/status-staged-dir-transport.rhel94-2025.yaml'))).toMatchObject({
    message: 'bootc stopped: it printed YAML and not JSON: it is too old for Drydock.',
  })
})

test.each(['', 'System is not deployed via bootc.', '{}', '{"status":null}', '[{"status":{}}]'])(
  '%j is no status',
  text => {
    expect(failureOf(text)).toMatchObject({ code: 'backend/failed', raw: text })
  },
)

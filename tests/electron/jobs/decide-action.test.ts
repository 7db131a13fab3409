import { expect, test } from 'vitest'
import { decideAction } from '../../../electron/jobs/decide-action.ts'
import { isFollowing } from '../../../electron/jobs/same-reference.ts'
import type { BackendStatus, Deployment } from '../../../shared/deployment.ts'
import { DIGEST_A, DIGEST_B, sampleDeployment, sampleImage } from '../../support/sample-plan.ts'

const status = (...deployments: readonly Deployment[]): BackendStatus => ({
  backend: 'rpm-ostree',
  deployments,
  rollbackQueued: false,
  incompatible: false,
})

const booted = sampleDeployment()
const staged = sampleDeployment({ id: 'd.0', checksum: 'd', role: 'staged', digest: DIGEST_B })
const same = { source: 'docker://quay.io/acme/os:41' }

test.each([
  ['another reference', [booted], sampleImage(), 'unverified', 'rebase'],
  [
    'the same reference with newer content',
    [booted],
    sampleImage({ ...same, digest: DIGEST_B }),
    'unverified',
    'upgrade',
  ],
  [
    'the same reference, content not known',
    [booted],
    { ...sampleImage(same), digest: undefined },
    'unverified',
    'upgrade',
  ],
  [
    'the same reference with the same content',
    [booted],
    sampleImage({ ...same, digest: DIGEST_A }),
    'unverified',
    'nothing',
  ],
  ['the same index digest', [booted], sampleImage({ ...same, indexDigest: DIGEST_A }), 'unverified', 'nothing'],
  ['the same reference, now with signatures', [booted], sampleImage(same), 'signed', 'rebase'],
  ['exactly what is staged', [staged, booted], sampleImage({ ...same, digest: DIGEST_B }), 'unverified', 'restart'],
  [
    'newer content than what is staged',
    [staged, booted],
    sampleImage({ ...same, digest: DIGEST_A }),
    'unverified',
    'upgrade',
  ],
] as const)('%s: %#', (_title, deployments, image, signature, action) => {
  expect(decideAction(status(...deployments), image as ReturnType<typeof sampleImage>, signature).action).toBe(action)
})

test.each([
  ['quay.io/acme/os', 'docker://quay.io/acme/os:latest', true],
  ['quay.io/acme/os:latest', 'docker://quay.io/acme/os', true],
  ['localhost:5000/os', 'docker://localhost:5000/os:latest', true],
  ['quay.io/acme/os:1', 'docker://quay.io/acme/os:2', false],
  ['quay.io/acme/os@sha256:aa', 'docker://quay.io/acme/os:latest', false],
])('%s follows %s: %s', (reference, source, expected) => {
  const deployment = sampleDeployment({ image: { reference, transport: 'docker', signature: 'unverified' } })
  expect(isFollowing(deployment, source)).toBe(expected)
})

import type { Deployment } from '../../shared/deployment.ts'
import type { Plan, ResolvedImage } from '../../shared/plan.ts'

export const DIGEST_A = `sha256:${'a'.repeat(64)}`
export const DIGEST_B = `sha256:${'b'.repeat(64)}`

export const sampleDeployment = (change: Partial<Deployment> = {}): Deployment => ({
  id: 'c0ffee.0',
  role: 'booted',
  checksum: 'c0ffee',
  image: { reference: 'quay.io/acme/os:41', transport: 'docker', signature: 'unverified' },
  digest: DIGEST_A,
  pinned: false,
  locked: false,
  layeredPackages: [],
  ...change,
})

export const sampleImage = (change: Partial<ResolvedImage> = {}): ResolvedImage => ({
  requested: 'quay.io/acme/os:42',
  source: 'docker://quay.io/acme/os:42',
  transport: 'docker',
  via: 'registry',
  why: 'It is not here.',
  digest: DIGEST_B,
  ...change,
})

export const samplePlan = (change: Partial<Plan> = {}): Plan => ({
  plannedAt: 0,
  machineId: 'm',
  machineName: 'build',
  backend: 'rpm-ostree',
  action: 'rebase',
  deployments: [],
  checks: [],
  steps: [],
  ...change,
})

import { expect, test } from 'vitest'
import {
  architectureCheck,
  bootableCheck,
  sameDigestCheck,
  signatureCheck,
} from '../../../electron/jobs/checks/image-checks.ts'
import {
  packagesCheck,
  sudoCheck,
  transactionCheck,
  updateAgentCheck,
} from '../../../electron/jobs/checks/machine-checks.ts'
import { bootSpaceCheck, sysrootSpaceCheck, varTmpSpaceCheck } from '../../../electron/jobs/checks/space-checks.ts'
import type { BackendStatus } from '../../../shared/deployment.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Check } from '../../../shared/plan.ts'
import { DIGEST_A, sampleDeployment, sampleImage } from '../../support/sample-plan.ts'

const status = (change: Partial<BackendStatus> = {}): BackendStatus => ({
  backend: 'rpm-ostree',
  deployments: [sampleDeployment()],
  rollbackQueued: false,
  incompatible: false,
  ...change,
})

const facts = (change: Partial<MachineFacts> = {}): MachineFacts => ({
  osName: 'Fedora CoreOS',
  osVersion: '43',
  architecture: 'amd64',
  bootId: 'x',
  uptimeSeconds: 1,
  user: 'core',
  rootful: false,
  sudo: 'passwordless',
  backend: 'rpm-ostree',
  status: status(),
  fileSystems: [],
  tools: { podman: true, skopeo: true, systemd: true },
  sessions: [],
  runningContainers: 0,
  failedUnits: [],
  updateAgents: [],
  ...change,
})

const space = (path: string, freeBytes: number): MachineFacts =>
  facts({ fileSystems: [{ path, sizeBytes: 1e11, freeBytes, device: 'd' }] })

const layered = sampleDeployment({ layeredPackages: ['git', 'htop'] })

test.each([
  ['sudo without a password', sudoCheck('m', facts()), 'fine'],
  ['logged in as root', sudoCheck('m', facts({ sudo: 'is-root' })), 'fine'],
  ['sudo with a password', sudoCheck('m', facts({ sudo: 'needs-password' })), 'warns'],
  ['sudo refused', sudoCheck('m', facts({ sudo: 'refused' })), 'blocks'],
  ['no sudo', sudoCheck('m', facts({ sudo: 'missing' })), 'blocks'],
  ['no transaction', transactionCheck('m', facts()), 'fine'],
  ['a transaction', transactionCheck('m', facts({ status: status({ transaction: { title: 'Rebase' } }) })), 'blocks'],
  ['an update agent', updateAgentCheck(facts({ updateAgents: [{ unit: 'zincati.service' }] })), 'warns'],
  [
    'an update driver',
    updateAgentCheck(facts({ status: status({ updateDriver: { name: 'Zincati', unit: 'z' } }) })),
    'warns',
  ],
  ['layered packages', packagesCheck(facts({ status: status({ deployments: [layered] }) })), 'warns'],
  ['packages bootc refuses', packagesCheck(facts({ status: status({ incompatible: true }) })), 'blocks'],
  ['the same architecture', architectureCheck(facts(), sampleImage({ architecture: 'amd64' })), 'fine'],
  ['another architecture', architectureCheck(facts(), sampleImage({ architecture: 'arm64' })), 'blocks'],
  ['an unknown architecture', architectureCheck(facts(), sampleImage()), 'warns'],
  ['a bootable image', bootableCheck(sampleImage({ isBootable: true })), 'fine'],
  ['an application image', bootableCheck(sampleImage({ isBootable: false })), 'blocks'],
  ['signed, then unverified', signatureCheck(signedDeployment(), 'unverified'), 'warns'],
  ['signed, then signed', signatureCheck(signedDeployment(), 'signed'), 'fine'],
  ['the digest that is booted', sameDigestCheck(facts(), sampleImage({ digest: DIGEST_A })), 'warns'],
  ['another digest', sameDigestCheck(facts(), sampleImage()), 'fine'],
  ['a full /boot', bootSpaceCheck(space('/boot', 1e6)), 'warns'],
  ['little room in /boot', bootSpaceCheck(space('/boot', 90e6)), 'warns'],
  ['room in /boot', bootSpaceCheck(space('/boot', 200e6)), 'fine'],
  ['a full /sysroot', sysrootSpaceCheck(space('/sysroot', 1e8), sampleImage({ sizeBytes: 1e9 })), 'blocks'],
  ['tight /sysroot', sysrootSpaceCheck(space('/sysroot', 1.5e9), sampleImage({ sizeBytes: 1e9 })), 'warns'],
  [
    'a full /var/tmp',
    varTmpSpaceCheck(space('/var/tmp', 1e8), sampleImage({ sizeBytes: 1e9, via: 'export' })),
    'blocks',
  ],
  ['room in /var/tmp', varTmpSpaceCheck(space('/var/tmp', 1e10), sampleImage({ sizeBytes: 1e9 })), 'fine'],
  ['room for what is sent', varTmpSpaceCheck(facts(), uploaded({ freeBytes: 2e9 })), 'fine'],
  ['no room for what is sent', varTmpSpaceCheck(facts(), uploaded({ freeBytes: 1.01e9 })), 'blocks'],
  [
    'a full place, where nothing is sent',
    varTmpSpaceCheck(facts(), uploaded({ freeBytes: 0, neededBytes: 0 })),
    'fine',
  ],
  ['a place nobody could measure', varTmpSpaceCheck(facts(), uploaded({})), 'fine'],
] satisfies readonly (readonly [string, Check, Check['level']])[])('%s', (_title, check, level) => {
  expect(check.level).toBe(level)
  expect(check.fact).not.toBe('')
  if (level !== 'fine') expect(check.consequence).not.toBe('')
})

/** 1 GB to be sent to a place below /var/lib. */
function uploaded(change: { readonly freeBytes?: number; readonly neededBytes?: number }) {
  const store = '/var/lib/drydock-1000/drydock'
  const upload = {
    path: '/home/me/my-os',
    kind: 'oci-directory',
    store,
    blobs: [],
    neededBytes: 1e9,
    ...change,
  } as const
  return sampleImage({ via: 'upload', upload })
}

test('the place where there is no room is the one that was chosen', () => {
  const { fact } = varTmpSpaceCheck(facts(), uploaded({ freeBytes: 1 }))
  expect(fact).toMatch(/^\/var\/lib\/drydock-1000 has only 1 B free; needed: 1 GB/)
})

function signedDeployment() {
  return sampleDeployment({ image: { reference: 'quay.io/acme/os:41', transport: 'docker', signature: 'signed' } })
}

test('an update agent is named with how long it has been running', () => {
  const check = updateAgentCheck(facts({ updateAgents: [{ unit: 'zincati.service', since: '14:02' }] }))
  expect(check.fact).toContain('zincati.service (since 14:02)')
})

/** Machines, deployments and images for screens: the shapes a person meets, with fixed times before `NOW`. */
import type { BackendStatus, Deployment } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import type { LocalImage, Machine, MachineFacts } from '../../shared/machine.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
export const NOW = Date.now()

const hex = (seed: string): string => {
  let state = 2166136261
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619)
  return Array.from({ length: 64 }, () => {
    state = Math.imul(state ^ (state >>> 13), 1597334677) + 12345
    return ((state >>> 16) & 15).toString(16)
  }).join('')
}

export const digestOf = (seed: string): string => `sha256:${hex(seed)}`

/** One deployment; the image's name is its seed. */
export function deployment(role: Deployment['role'], reference: string, more: Partial<Deployment> = {}): Deployment {
  return {
    id: `${hex(reference)}.${role}`,
    role,
    checksum: hex(`${reference} commit`),
    image: { reference, transport: 'docker', signature: 'unverified' },
    digest: digestOf(reference),
    version: '42.20261101.3.0',
    createdAt: NOW - 9 * DAY,
    pinned: false,
    locked: false,
    layeredPackages: [],
    architecture: 'amd64',
    ...more,
  }
}

export const fcos42 = deployment('booted', 'quay.io/fedora/fedora-coreos:stable')
export const fcos41 = deployment('rollback', 'quay.io/fedora/fedora-coreos:stable-41', {
  version: '41.20260902.3.1',
  createdAt: NOW - 70 * DAY,
})
export const acme43 = deployment('staged', 'quay.io/acme/os:43', { version: '43.1', createdAt: NOW - 2 * 60 * MINUTE })

/** A status of these deployments. */
export const status = (deployments: readonly Deployment[], more: Partial<BackendStatus> = {}): BackendStatus => ({
  backend: 'rpm-ostree',
  deployments,
  rollbackQueued: false,
  incompatible: false,
  ...more,
})

export function facts(more: Partial<MachineFacts> = {}): MachineFacts {
  return {
    osName: 'Fedora CoreOS',
    osVersion: '42.20261101.3.0',
    architecture: 'amd64',
    bootId: 'b2c9',
    uptimeSeconds: 3 * 86_400 + 4000,
    user: 'core',
    rootful: false,
    sudo: 'passwordless',
    backend: 'rpm-ostree',
    status: status([fcos42, fcos41]),
    fileSystems: [
      { path: '/boot', sizeBytes: 350e6, freeBytes: 121e6, device: 'vda3' },
      { path: '/sysroot', sizeBytes: 100e9, freeBytes: 61e9, device: 'vda4' },
      { path: '/var/tmp', sizeBytes: 100e9, freeBytes: 61e9, device: 'vda4' },
    ],
    tools: { podman: true, skopeo: true, systemd: true },
    sessions: [{ user: 'core', terminal: 'pts/0' }],
    runningContainers: 3,
    failedUnits: [],
    updateAgents: [{ unit: 'zincati.service', since: '14:02' }],
    ...more,
  }
}

export const machine = (id: string, name: string, more: Partial<Machine> = {}): Machine => ({
  id,
  name,
  kind: 'ssh',
  address: `core@${name}.example.net:22`,
  isDefault: false,
  state: { kind: 'ready' },
  facts: facts(),
  factsAt: NOW - MINUTE,
  ...more,
})

const unreachable = new AppError('machine/unreachable', { machine: 'edge-7', reason: 'the connection timed out' })
  .report
const notImageBased = new AppError('machine/not-image-based', { machine: 'this computer', os: 'Debian GNU/Linux 12' })
  .report

const fullBoot = facts({
  status: status([
    acme43,
    deployment('booted', 'quay.io/acme/os:42', { version: '42.7', pinned: false }),
    deployment('rollback', 'quay.io/acme/os:41', { version: '41.9', pinned: true }),
    deployment('other', 'quay.io/acme/os:38', {
      version: '38.2',
      pinned: true,
      layeredPackages: ['git', 'htop', 'strace', 'tmux', 'vim'],
    }),
  ]),
  fileSystems: [
    { path: '/boot', sizeBytes: 350e6, freeBytes: 15e6, device: 'vda3' },
    { path: '/sysroot', sizeBytes: 100e9, freeBytes: 61e9, device: 'vda4' },
  ],
  failedUnits: ['var-lib-data.mount', 'acme-exporter.service'],
  finalizeFailure: 'No space left in /boot (needs 261 MB, 180 MB free)',
})

/** One of every kind and state. */
export const someMachines: readonly Machine[] = [
  machine('practice', 'practice', {
    kind: 'practice',
    address: 'core@127.0.0.1:39511',
    facts: facts({ updateAgents: [] }),
  }),
  machine('podman:podman-machine-default', 'podman-machine-default', {
    kind: 'podman',
    address: 'root@127.0.0.1:51022',
    isDefault: true,
    facts: facts({ rootful: true, user: 'root', sudo: 'is-root', backend: 'bootc' }),
    lastJob: { jobId: 'job-3', outcome: 'booted', endedAt: NOW - 3 * DAY },
  }),
  machine('ssh:build-vm', 'build-vm', {
    facts: fullBoot,
    lastJob: { jobId: 'job-2', outcome: 'staged', endedAt: NOW - 50 * MINUTE },
  }),
  machine('ssh:edge-7', 'edge-7', {
    state: { kind: 'unreachable', error: unreachable },
    factsAt: NOW - 26 * 60 * MINUTE,
    lastJob: { jobId: 'job-4', outcome: 'failed', endedAt: NOW - 2 * DAY },
  }),
  machine('ssh:long', 'rechenzentrum-frankfurt-abteilung-qualitätssicherung-knoten-0017', {
    address: 'administrator@knoten-0017.qualitaetssicherung.rechenzentrum.example.net:2222',
    facts: facts({
      status: status([
        deployment(
          'booted',
          'registry.rechenzentrum.example.net:5000/qualitaetssicherung/betriebssysteme/fedora-coreos-gehaertet:stabil-42',
        ),
        deployment('rollback', 'ostree-fedora/x86_64/coreos/testing-devel', {
          digest: digestOf('x'),
          version: '41.20260902.dev.17',
        }),
      ]),
    }),
    runningJobId: 'job-run',
  }),
  machine('podman:fresh', 'fresh', { kind: 'podman', address: 'core@127.0.0.1:51023', state: { kind: 'stopped' } }),
  machine('local', 'this computer', {
    kind: 'local',
    address: 'this computer',
    state: { kind: 'unsupported', error: notImageBased },
  }),
].map(known => (known.id === 'local' ? withoutFacts(known) : known))

function withoutFacts({ facts: _, factsAt: __, ...rest }: Machine): Machine {
  return rest
}

/** A machine that is being asked for the first time. */
export const askingMachine: Machine = withoutFacts(machine('ssh:new', 'new-vm', { state: { kind: 'asking' } }))

export const manyMachines = (amount: number): readonly Machine[] =>
  Array.from({ length: amount }, (_, index) =>
    machine(`ssh:node-${index}`, `node-${String(index).padStart(4, '0')}`, index % 7 === 0 ? { facts: fullBoot } : {}),
  )

const image = (name: string | undefined, more: Partial<LocalImage> = {}): LocalImage => ({
  ...(name === undefined ? {} : { name }),
  id: hex(name ?? 'untagged'),
  store: 'user',
  isBootable: true,
  sizeBytes: 2.1e9,
  createdAt: NOW - 3 * MINUTE,
  architecture: 'amd64',
  ...more,
})

export const someImages: readonly LocalImage[] = [
  image('docker.io/library/postgres:17', { isBootable: false, sizeBytes: 438e6, createdAt: NOW - 20 * DAY }),
  image('localhost/my-os:dev', { version: '42.dev' }),
  image('quay.io/acme/os:43', { store: 'root', version: '43.1', createdAt: NOW - 2 * DAY }),
  image('quay.io/acme/os:43-arm', { architecture: 'arm64', createdAt: NOW - 2 * DAY }),
  image(undefined, { createdAt: NOW - 5 * DAY }),
]

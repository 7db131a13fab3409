import { randomUUID } from 'node:crypto'
import { imageOf } from '../images/cached-image.ts'
import { commitOf, type Image } from '../images/image-blobs.ts'
import { systemRecipes } from '../images/recipes.ts'
import { type JournalEntry, type PracticeDeployment, type PracticeSnapshot, SNAPSHOT_VERSION } from './snapshot.ts'

type Kind = Pick<PracticeSnapshot, 'backend' | 'architecture'>

const DAY_MS = 24 * 60 * 60 * 1000

const FINALIZE = 'ostree-finalize-staged.service'

interface Start {
  readonly name: string
  readonly signature: PracticeDeployment['signature']
  readonly images: readonly [booted: Image, rollback: Image]
}

/** What it runs at first is an older build, so that a rebase and an upgrade both bring something. */
function startOf({ backend, architecture }: Kind): Start {
  const oci = architecture === 'x86_64' ? 'amd64' : 'arm64'
  if (backend === 'bootc') {
    const images = [imageOf(systemRecipes.centosBefore(oci)), imageOf(systemRecipes.centosLongBefore(oci))] as const
    return { name: 'quay.io/centos-bootc/centos-bootc:stream9', signature: 'unverified', images }
  }
  const images = [imageOf(systemRecipes.testingBefore(oci)), imageOf(systemRecipes.testingLongBefore(oci))] as const
  return { name: 'quay.io/fedora/fedora-coreos:testing', signature: 'signed', images }
}

const deploymentOf = ({ name, signature }: Start, image: Image, booted: boolean): PracticeDeployment => ({
  checksum: commitOf(image),
  serial: 0,
  transport: 'registry',
  name,
  signature,
  ...image.blobs,
  pinned: false,
  staged: false,
  booted,
  locked: false,
  packages: [],
})

/** The last shutdown went well. */
function earlierJournal(bootId: string, atMs: number): JournalEntry[] {
  const entry = (identifier: string, message: string): JournalEntry => {
    const pid = identifier === 'systemd' ? 1 : 2389
    return { number: 0, bootId, atMs, unit: FINALIZE, identifier, pid, priority: 6, message, isOutput: false }
  }
  return [
    entry('systemd', `Stopping ${FINALIZE} - OSTree Finalize Staged Deployment...`),
    entry('ostree', 'Finalizing staged deployment'),
    entry('ostree', 'Copying /etc changes: 22 modified, 0 removed, 94 added'),
    entry('ostree', 'Bootloader updated; bootconfig swap: yes; bootversion: boot.0.1, deployment count change: 1'),
    entry('systemd', `Stopped ${FINALIZE} - OSTree Finalize Staged Deployment.`),
  ]
}

/** A practice machine as it is at first: up for three days, with a system to go back to. */
export function firstSnapshot(kind: Kind): PracticeSnapshot {
  const start = startOf(kind)
  const bootedAtMs = Date.now() - 3 * DAY_MS
  const bootIds = [randomUUID(), randomUUID()]
  return {
    version: SNAPSHOT_VERSION,
    ...kind,
    machineId: randomUUID().replaceAll('-', ''),
    bootIds,
    bootedAtMs,
    deployments: start.images.map((image, at) => deploymentOf(start, image, at === 0)),
    layers: [...new Set(start.images.flatMap(image => image.layers.map(layer => layer.digest)))],
    images: start.images.map(image => image.manifestDigest),
    movedTags: [],
    files: {},
    journal: earlierJournal(bootIds[0] ?? '', bootedAtMs - 30_000),
    journalCount: 0,
    failedUnits: [],
    isTroubleSpent: false,
  }
}

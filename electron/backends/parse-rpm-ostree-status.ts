/**
 * Reads `rpm-ostree status --json`. Total over every version seen since 2020: any key may be missing
 * (tests/reference/README.md, trap 8). Field names: rust/src/daemon.rs and rpmostreed-deployment-utils.cxx of rpm-ostree.
 */

import type { BackendStatus, Deployment, DeploymentRole } from '../../shared/deployment.ts'
import { ociArchitecture } from '../../shared/machine.ts'
import { defined } from './defined.ts'
import {
  asDigest,
  asList,
  asNumber,
  asObject,
  asText,
  type JsonObject,
  notAStatus,
  parseJsonObject,
} from './json-value.ts'
import { layeredPackages } from './layered-packages.ts'
import { parseOrigin } from './parse-origin.ts'

/** Words for daemon methods whose name is not one. */
const METHOD_WORDS: ReadonlyMap<string, string> = new Map([
  ['PkgChange', 'Package change'],
  ['KernelArgs', 'Kernel arguments'],
  ['UpdateDeployment', 'Update'],
])

/** `FinalizeDeployment` → `Finalize deployment`. */
const inWords = (method: string): string =>
  METHOD_WORDS.get(method) ?? method.replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)

/**
 * The roles of a boot order. An unstaged, unbooted deployment in front of the booted one is there because a rollback
 * was queued (`rpm-ostree rollback` swaps the two).
 */
function rolesInBootOrder(entries: readonly JsonObject[]): readonly DeploymentRole[] {
  const bootedAt = entries.findIndex(entry => entry.booted === true)
  const queuedAt = entries.findIndex((entry, at) => at < bootedAt && entry.staged !== true)
  const behindAt = entries.findIndex((entry, at) => at > bootedAt && entry.staged !== true)
  const rollbackAt = queuedAt === -1 ? behindAt : queuedAt
  return entries.map((entry, at) => {
    if (entry.staged === true) return 'staged'
    if (at === bootedAt) return 'booted'
    return at === rollbackAt && bootedAt !== -1 ? 'rollback' : 'other'
  })
}

function architectureOf(baseMeta: JsonObject | undefined): string | undefined {
  const config = parseJsonObject(asText(baseMeta?.['ostree.container.image-config']) ?? '')
  const baseArchitecture = asText(baseMeta?.['coreos-assembler.basearch'])
  return asText(config?.architecture) ?? (baseArchitecture && ociArchitecture(baseArchitecture))
}

const inMilliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined || seconds <= 0 ? undefined : seconds * 1000

function parseDeployment(entry: JsonObject, role: DeploymentRole): Deployment {
  const checksum = asText(entry.checksum) ?? asText(entry['base-checksum']) ?? ''
  const reference = asText(entry['container-image-reference'])
  const image = reference === undefined ? undefined : parseOrigin(reference)
  const baseMeta = asObject(entry['base-commit-meta'])
  return defined({
    id: `${checksum}.${asNumber(entry.serial) ?? 0}`,
    role,
    checksum,
    image,
    digest: asDigest(entry['container-image-reference-digest']) ?? asDigest(baseMeta?.['ostree.manifest-digest']),
    branch: image ? undefined : (asText(entry.origin) ?? reference),
    version: asText(entry.version),
    // With layered packages `timestamp` is when they were added on this machine.
    createdAt: inMilliseconds(asNumber(entry['base-timestamp']) ?? asNumber(entry.timestamp)),
    pinned: entry.pinned === true,
    locked: entry['finalization-locked'] === true,
    layeredPackages: layeredPackages(entry),
    architecture: architectureOf(baseMeta),
  })
}

function updateDriverOf(status: JsonObject): BackendStatus['updateDriver'] {
  const driver = asObject(status['update-driver'])
  const unit = asText(driver?.['driver-sd-unit'])
  const name = asText(driver?.['driver-name']) ?? unit
  return name === undefined ? undefined : { name, unit: unit ?? '' }
}

/** A row of strings (method, sender, object path), or null (rpmostreed-sysroot.cxx). */
function transactionOf(status: JsonObject): BackendStatus['transaction'] {
  const method = asText(asList(status.transaction)[0])
  return method === undefined ? undefined : { title: inWords(method) }
}

/**
 * What `rpm-ostree status --json` says. `incompatible` is always false: packages layered with rpm-ostree do not hinder
 * rpm-ostree. Throws `backend/failed` for a text that is not a status.
 */
export function parseRpmOstreeStatus(stdout: string): BackendStatus {
  const status = parseJsonObject(stdout)
  if (!status || !Array.isArray(status.deployments)) {
    throw notAStatus('rpm-ostree', 'it printed something that is not a status', stdout)
  }
  const entries = asList(status.deployments)
    .map(asObject)
    .filter(entry => entry !== undefined)
  const roles = rolesInBootOrder(entries)
  return defined({
    backend: 'rpm-ostree' as const,
    deployments: entries.map((entry, at) => parseDeployment(entry, roles[at] ?? 'other')),
    transaction: transactionOf(status),
    updateDriver: updateDriverOf(status),
    rollbackQueued: roles.indexOf('rollback') !== -1 && roles.indexOf('rollback') < roles.indexOf('booted'),
    incompatible: false,
  })
}

/**
 * Reads `bootc status --json`, `org.containers.bootc/v1` as well as `v1alpha1` (before 0.1.15). Field names: bootc's
 * crates/lib/src/spec.rs; schema in tests/reference/bootc/host-v1.schema.json. bootc does not name layered packages.
 */

import type {
  BackendStatus,
  Deployment,
  DeploymentRole,
  ImageOrigin,
  SignaturePolicy,
} from '../../shared/deployment.ts'
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
import { imageOrigin } from './parse-origin.ts'

function signatureOf(value: unknown): SignaturePolicy {
  if (value === 'containerPolicy') return 'signed'
  return asObject(value) ? 'ostree-remote' : 'unverified'
}

/** `{image, transport, signature?}`; a registry's transport is left out or called `registry`. */
function originOf(value: unknown): ImageOrigin | undefined {
  const reference = asObject(value)
  const name = asText(reference?.image)
  if (name === undefined) return undefined
  return imageOrigin(asText(reference?.transport) ?? 'registry', name, signatureOf(reference?.signature))
}

function inMilliseconds(timestamp: unknown): number | undefined {
  const at = Date.parse(asText(timestamp) ?? '')
  return Number.isNaN(at) ? undefined : at
}

/** A composefs system has no ostree commit; its fs-verity digest stands in for it. */
const checksumOf = (entry: JsonObject): string =>
  asText(asObject(entry.ostree)?.checksum) ?? asText(asObject(entry.composefs)?.verity) ?? ''

function parseEntry(entry: JsonObject, role: DeploymentRole): Deployment {
  const image = asObject(entry.image)
  const checksum = checksumOf(entry)
  return defined({
    id: `${checksum}.${asNumber(asObject(entry.ostree)?.deploySerial) ?? 0}`,
    role,
    checksum,
    image: originOf(image?.image),
    digest: asDigest(image?.imageDigest),
    version: asText(image?.version),
    createdAt: inMilliseconds(image?.timestamp),
    pinned: entry.pinned === true,
    locked: entry.downloadOnly === true,
    layeredPackages: [],
    architecture: asText(image?.architecture),
  })
}

/** In boot order, like rpm-ostree's list: a queued rollback comes before the booted one. */
function entriesInBootOrder(status: JsonObject): readonly (readonly [DeploymentRole, unknown])[] {
  const rollback = ['rollback', status.rollback] as const
  const booted = ['booted', status.booted] as const
  const pair = status.rollbackQueued === true ? [rollback, booted] : [booted, rollback]
  const others = asList(status.otherDeployments).map(value => ['other', value] as const)
  return [['staged', status.staged], ...pair, ...others]
}

/** bootc looks at both before it refuses (`Deployment contains local rpm-ostree modifications`). */
const isIncompatible = (status: JsonObject): boolean =>
  [status.booted, status.staged].some(value => asObject(value)?.incompatible === true)

function reasonFor(stdout: string): string {
  if (/^(?:apiVersion|kind|spec|status):/m.test(stdout))
    return 'it printed YAML and not JSON: it is too old for Drydock'
  return 'it printed something that is not a status'
}

/** What `bootc status --json` says; no deployments on a machine that bootc did not boot. Throws `backend/failed`. */
export function parseBootcStatus(stdout: string): BackendStatus {
  const status = asObject(parseJsonObject(stdout)?.status)
  if (!status) throw notAStatus('bootc', reasonFor(stdout), stdout)
  const deployments = entriesInBootOrder(status).flatMap(([role, value]) => {
    const entry = asObject(value)
    return entry ? [parseEntry(entry, role)] : []
  })
  return {
    backend: 'bootc',
    deployments,
    rollbackQueued: status.rollbackQueued === true,
    incompatible: isIncompatible(status),
  }
}

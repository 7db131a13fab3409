/** `bootc status --format=json` of bootc 1.16.9: one line, keys sorted, no line break (tests/reference/bootc/status-*). */

import type { ContainerOrigin } from '../images/container-origin.ts'
import { type ImageBlobs, readImage } from '../images/image-blobs.ts'
import type { PracticeDeployment } from '../system/snapshot.ts'
import { bootedDeployment, stagedDeployment, type World } from '../system/world.ts'
import { osNameOf } from './ostree.ts'
import { rollbackTarget } from './rpm-ostree-changes.ts'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** JSON with sorted keys and no blanks, as canon-json writes it. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([name, each]) => `${JSON.stringify(name)}:${canonicalJson(each)}`).join(',')}}`
}

const reference = ({ name, transport, signature }: ContainerOrigin): Json => ({
  image: name,
  transport,
  ...(signature === 'signed' ? { signature: 'containerPolicy' } : {}),
})

function imageStatus(origin: ContainerOrigin, blobs: ImageBlobs): Json {
  const image = readImage(blobs)
  return {
    architecture: image.architecture,
    image: reference(origin),
    imageDigest: image.manifestDigest,
    timestamp: image.config.created,
    version: image.version ?? null,
  }
}

function bootEntry(world: World, deployment: PracticeDeployment | undefined): Json {
  if (!deployment) return null
  const { checksum, serial, pinned, staged, locked, booted, packages } = deployment
  const { cachedUpdate } = world.state
  return {
    cachedUpdate: booted && cachedUpdate ? imageStatus(deployment, cachedUpdate) : null,
    composefs: null,
    downloadOnly: staged && locked,
    image: imageStatus(deployment, deployment),
    incompatible: packages.length > 0,
    ostree: { checksum, deploySerial: serial, stateroot: osNameOf(world) },
    pinned,
    softRebootCapable: false,
    store: 'ostreeContainer',
  }
}

/** Whether another system than the booted one starts next without being staged. */
export const isRollbackQueued = ({ state }: World): boolean =>
  state.deployments.find(deployment => !deployment.staged)?.booted === false

function rollbackDeployment(world: World): PracticeDeployment | undefined {
  if (isRollbackQueued(world)) return world.state.deployments.find(each => !each.staged)
  return rollbackTarget(world)
}

export function bootcStatusJson(world: World): string {
  const booted = bootedDeployment(world)
  const staged = stagedDeployment(world)
  const rollback = rollbackDeployment(world)
  const others = world.state.deployments.filter(each => each !== booted && each !== staged && each !== rollback)
  const isQueued = isRollbackQueued(world)
  return canonicalJson({
    apiVersion: 'org.containers.bootc/v1',
    kind: 'BootcHost',
    metadata: { name: 'host' },
    spec: { bootOrder: isQueued ? 'rollback' : 'default', image: reference(staged ?? booted) },
    status: {
      booted: bootEntry(world, booted),
      ...(others.length > 0 ? { otherDeployments: others.map(each => bootEntry(world, each)) } : {}),
      readOnly: false,
      rollback: bootEntry(world, rollback),
      rollbackQueued: isQueued,
      staged: bootEntry(world, staged),
      type: 'bootcHost',
      usrOverlay: null,
    },
  })
}

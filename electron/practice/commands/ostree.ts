/** ostree(1): `admin status`, `admin undeploy`, `admin pin`, `admin finalize-staged`. */

import { readImage } from '../images/image-blobs.ts'
import { fail, isRoot, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import type { PracticeDeployment } from '../system/snapshot.ts'
import { bootedDeployment, stagedDeployment, type World } from '../system/world.ts'
import { hasFlag, readOptions } from './options.ts'

/** The stateroot: what ostree calls the system. */
export const osNameOf = ({ state }: World): string => (state.backend === 'bootc' ? 'default' : 'fedora-coreos')

function mark(world: World, deployment: PracticeDeployment, at: number): string {
  const { deployments } = world.state
  const isBehindBooted = at === deployments.findIndex(each => each.booted) + 1
  if (deployment.staged) return ' (staged)'
  return isBehindBooted && !deployment.booted ? ' (rollback)' : ''
}

async function status(process: Process): Promise<number> {
  const { world } = process
  for (const [at, deployment] of world.state.deployments.entries()) {
    const { checksum, serial, booted, pinned } = deployment
    const version = readImage(deployment).version
    const lines = [
      `${booted ? '*' : ' '} ${osNameOf(world)} ${checksum}.${serial}${mark(world, deployment, at)}`,
      ...(version === undefined ? [] : [`    Version: ${version}`]),
      ...(pinned ? ['    Pinned: yes'] : []),
      '    origin: <unknown origin type>',
    ]
    await out(process, `${lines.join('\n')}\n`)
  }
  return 0
}

function deploymentAt(world: World, index: string | undefined): PracticeDeployment | string {
  if (index === undefined || !/^[0-9]+$/.test(index)) return `error: Invalid index: ${index ?? ''}`
  const found = world.state.deployments[Number(index)]
  return found ?? `error: Out of range deployment index ${index}, expected < ${world.state.deployments.length}`
}

async function undeploy(process: Process, index: string | undefined): Promise<number> {
  const { world } = process
  const found = deploymentAt(world, index)
  if (typeof found === 'string') return fail(process, 1, found)
  if (found === bootedDeployment(world))
    return fail(process, 1, `error: Cannot undeploy currently booted deployment ${index}`)
  await world.clock.sleep(900, process.signal)
  world.state.deployments.splice(world.state.deployments.indexOf(found), 1)
  world.changed()
  await out(process, `Deleted deployment ${found.checksum}.${found.serial}\n`)
  return 0
}

async function pin(process: Process, indexes: readonly string[], isUnpin: boolean): Promise<number> {
  const { world } = process
  for (const index of indexes) {
    const found = deploymentAt(world, index)
    if (typeof found === 'string') return fail(process, 1, found)
    if (found.staged) return fail(process, 1, 'error: Cannot pin staged deployment')
    const isSame = found.pinned !== isUnpin
    found.pinned = !isUnpin
    world.changed()
    await out(process, `Deployment ${index} is ${isSame ? 'already' : 'now'} ${isUnpin ? 'unpinned' : 'pinned'}\n`)
  }
  return 0
}

export const ostree: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['--unpin', '-u', '--version'] })
  if (hasFlag(options, '--version')) {
    await out(
      process,
      "libostree:\n Version: '2026.4'\n Features:\n  - composefs\n  - libcurl\n  - libsoup3\n  - gpgme\n",
    )
    return 0
  }
  const [group, verb, ...rest] = options.operands
  if (group !== 'admin') throw new UnsupportedUse(`unsupported command '${group ?? ''}'`)
  if (verb === 'status') return status(process)
  if (!isRoot(process)) return fail(process, 1, 'error: You must be root to perform this command')
  if (verb === 'undeploy') return undeploy(process, rest[0])
  if (verb === 'pin') return pin(process, rest, hasFlag(options, '--unpin', '-u'))
  if (verb !== 'finalize-staged') throw new UnsupportedUse(`unsupported admin command '${verb ?? ''}'`)
  if (stagedDeployment(process.world)) throw new UnsupportedUse('a staged deployment is finalized by a restart')
  await out(process, 'No deployments staged for finalization\n')
  return 0
}

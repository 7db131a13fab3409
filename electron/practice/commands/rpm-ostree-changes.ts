/** `rpm-ostree rollback`, `cleanup` and `cancel`. */

import { formatSize } from '../system/format-size.ts'
import { fail, out, type Process } from '../system/process.ts'
import type { PracticeDeployment } from '../system/snapshot.ts'
import { bootedDeployment, stagedDeployment, type World } from '../system/world.ts'
import { hasFlag, type ReadOptions } from './options.ts'
import { printOutcome, runTransaction } from './rpm-ostree-client.ts'

const BOOTLOADER_MS = 1500

/** The one behind the booted one in boot order, or in front of it after a rollback. */
export function rollbackTarget(world: World): PracticeDeployment | undefined {
  const { deployments } = world.state
  const booted = bootedDeployment(world)
  const first = deployments.find(each => !each.staged)
  return first === booted ? deployments.find(each => !each.staged && each !== booted) : booted
}

/** Puts a deployment first in boot order. */
export function moveToFront(world: World, deployment: PracticeDeployment): void {
  const { deployments } = world.state
  deployments.splice(deployments.indexOf(deployment), 1)
  deployments.unshift(deployment)
  world.changed()
}

/** `rollback`: the two systems change places; refused while something is staged. */
export async function rollback(process: Process, options: ReadOptions): Promise<number> {
  const { world } = process
  if (stagedDeployment(world)) return fail(process, 1, 'error: Staged deployment (remove with cleanup -p)')
  const target = rollbackTarget(world)
  if (!target) return fail(process, 1, 'error: No rollback deployment found')
  const exitCode = await runTransaction(process, 'Rollback', async ({ signal, say }) => {
    say(`Moving '${target.checksum}.${target.serial}' to be first deployment`)
    await world.clock.sleep(BOOTLOADER_MS, signal)
    moveToFront(world, target)
    say('Bootloader updated; bootconfig swap: yes; bootversion: boot.1.1, deployment count change: 0')
  })
  if (exitCode !== 0) return exitCode
  const isRebooting = hasFlag(options, '--reboot', '-r')
  const hint = 'Changes queued for next boot. Run "systemctl reboot" to start a reboot'
  await printOutcome(process, hint, isRebooting)
  if (isRebooting) world.restart()
  return 0
}

function remove(world: World, isUnwanted: (deployment: PracticeDeployment) => boolean): number {
  const kept = world.state.deployments.filter(each => each.booted || each.pinned || !isUnwanted(each))
  const count = world.state.deployments.length - kept.length
  world.state.deployments.splice(0, world.state.deployments.length, ...kept)
  if (count > 0) world.changed()
  return count
}

const FREED_BYTES = 812_400_000

/** `cleanup -p` drops what waits for the next start, `-r` the system to go back to; never what runs or is pinned. */
export async function cleanup(process: Process, options: ReadOptions): Promise<number> {
  const { world } = process
  const isPending = hasFlag(options, '-p', '--pending')
  const isRollback = hasFlag(options, '-r', '--rollback')
  if (!isPending && !isRollback && !hasFlag(options, '-b', '--base', '-m', '--repomd')) {
    return fail(process, 1, 'error: At least one cleanup option must be specified')
  }
  return runTransaction(process, 'Cleanup', async ({ signal, say }) => {
    await world.clock.sleep(BOOTLOADER_MS, signal)
    const booted = world.state.deployments.findIndex(each => each.booted)
    const isBefore = (each: PracticeDeployment) => world.state.deployments.indexOf(each) < booted
    const count = remove(world, each => (isBefore(each) ? isPending : isRollback))
    say(count > 0 ? `Freed: ${formatSize(FREED_BYTES * count)} (pkgcache branches: 0)` : 'Deployments unchanged.')
  })
}

/** `cancel`: stops whatever the daemon works on. */
export async function cancel(process: Process): Promise<number> {
  const { world } = process
  const { transaction } = world
  if (!transaction) {
    await out(process, 'No active transaction.\n')
    return 0
  }
  await out(process, `Cancelling transaction: ${transaction.title}\n`)
  transaction.cancel()
  while (!transaction.end) await transaction.next(process.signal)
  await out(process, 'Cancelled.\n')
  return 0
}

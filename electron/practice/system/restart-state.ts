/** What a restart does to a machine's state: it is either on the new system afterwards, or says why not. */

import { randomUUID } from 'node:crypto'
import { forgetVolatileFiles } from './files.ts'
import { logLine } from './journal.ts'
import type { PracticeDeployment } from './snapshot.ts'
import { bootedDeployment, hasTrouble, type World } from './world.ts'

const FINALIZE = 'ostree-finalize-staged.service'

function finalizeProblem(world: World): string | undefined {
  if (hasTrouble(world, 'boot-full')) return 'Installing kernel: regfile copy: No space left on device'
  if (hasTrouble(world, 'came-back-old')) return 'Copying /etc: Writing usr/etc: Input/output error'
  return undefined
}

function failToFinalize(world: World, problem: string): void {
  const { state } = world
  state.finalizeFailure = problem
  state.deployments.splice(0, state.deployments.length, ...state.deployments.filter(each => !each.staged))
  logLine(world, FINALIZE, 'ostree', `error: ${problem}`, 3)
  logLine(world, FINALIZE, 'systemd', `${FINALIZE}: Control process exited, code=exited, status=1/FAILURE`, 5)
  logLine(world, FINALIZE, 'systemd', `${FINALIZE}: Failed with result 'exit-code'.`, 4)
  logLine(world, FINALIZE, 'systemd', `Stopped ${FINALIZE} - OSTree Finalize Staged Deployment.`)
}

/** ostree keeps the new one, the one that ran, and whatever is pinned. */
function activate(world: World, next: PracticeDeployment): void {
  const { state } = world
  const running = bootedDeployment(world)
  const kept = state.deployments.filter(each => each.pinned && each !== running && each !== next)
  const fresh = { ...next, staged: false, booted: true }
  const former = { ...running, booted: false }
  state.deployments.splice(0, state.deployments.length, fresh, former, ...kept)
}

function finalize(world: World, staged: PracticeDeployment): void {
  logLine(world, FINALIZE, 'ostree', 'Finalizing staged deployment')
  const problem = finalizeProblem(world)
  if (problem !== undefined) {
    failToFinalize(world, problem)
    return
  }
  logLine(world, FINALIZE, 'ostree', 'Copying /etc changes: 22 modified, 0 removed, 94 added')
  logLine(
    world,
    FINALIZE,
    'ostree',
    'Bootloader updated; bootconfig swap: yes; bootversion: boot.1.1, deployment count change: 0',
  )
  activate(world, staged)
}

/** The default entry of the boot menu starts; a queued rollback has only changed the order. */
function bootFirst({ state }: World): void {
  state.deployments.forEach((deployment, at) => {
    deployment.booted = at === 0
  })
}

function wakeUp(world: World): void {
  const { state } = world
  state.bootIds.push(randomUUID())
  state.bootIds.splice(0, state.bootIds.length - 5)
  state.bootedAtMs = Date.now()
  state.failedUnits = hasTrouble(world, 'failed-unit-after-restart') ? ['my-service.service'] : []
  forgetVolatileFiles(world)
  if (state.finalizeFailure !== undefined) {
    state.failedUnits.push('ostree-boot-complete.service')
    const message = `error: ${FINALIZE} failed on previous boot: ${state.finalizeFailure}`
    logLine(world, 'ostree-boot-complete.service', 'ostree', message, 3)
  }
  if (hasTrouble(world, 'failed-unit-after-restart')) {
    logLine(world, 'my-service.service', 'systemd', "my-service.service: Failed with result 'exit-code'.", 4)
  }
}

/** Nothing was shut down: a staged deployment, which lives in /run, is lost, and the old system starts again. */
export function passThroughReset(world: World): void {
  const { state } = world
  state.deployments.splice(0, state.deployments.length, ...state.deployments.filter(each => !each.staged))
  bootFirst(world)
  wakeUp(world)
  world.changed()
}

/** Shuts the old system down and starts what comes next. */
export function passThroughRestart(world: World): void {
  const { state } = world
  const staged = state.deployments.find(each => each.staged)
  state.finalizeFailure = undefined
  if (staged && !staged.locked) finalize(world, staged)
  // A deployment that was staged but locked is lost: it lives in /run.
  state.deployments.splice(0, state.deployments.length, ...state.deployments.filter(each => !each.staged))
  bootFirst(world)
  wakeUp(world)
  world.changed()
}

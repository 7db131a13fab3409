import { expect, test } from 'vitest'
import { berthsAfter, berthsDuring, berthsOf, leavesTheDisk } from '../../renderer/deployments/berths.ts'
import { atAsk, atBad, atGood, atRestart, atStage, eventsOf, jobOf } from '../support/scripted-jobs.ts'
import { acme43, deployment, fcos41, fcos42 } from '../support/scripted-machines.ts'
import { discardPlan, rebasePlan, rollbackPlan } from '../support/scripted-plans.ts'

const names = (berths: ReturnType<typeof berthsOf>) => [berths.wayBack?.name, berths.running?.name, berths.next?.name]
const during = (bodies: typeof atStage) => berthsDuring(jobOf(eventsOf('j', bodies)))
const [stable, old, acme] = [
  'quay.io/fedora/fedora-coreos:stable',
  'quay.io/fedora/fedora-coreos:stable-41',
  'quay.io/acme/os:43',
]

test('a machine has three berths: way back, running, next restart', () => {
  expect(names(berthsOf({ deployments: [acme43, fcos42, fcos41], rollbackQueued: false }))).toEqual([old, stable, acme])
})

test('a queued rollback is what the next restart starts', () => {
  expect(names(berthsOf({ deployments: [fcos42, fcos41], rollbackQueued: true }))).toEqual([old, stable, old])
})

test('a locked staged system is said not to start by itself', () => {
  const { next } = berthsOf({ deployments: [{ ...acme43, locked: true }, fcos42], rollbackQueued: false })
  expect(next?.note).toBe('staged, does not start by itself')
})

test('after a rebase the running system is the way back', () => {
  expect(names(berthsAfter(rebasePlan('m', acme)))).toEqual([stable, acme, undefined])
})

test('after a rollback the two change places and nothing is staged', () => {
  expect(names(berthsAfter(rollbackPlan('m')))).toEqual([stable, old, undefined])
})

test('after a discard nothing is staged and the rest stays', () => {
  expect(names(berthsAfter(discardPlan('m')))).toEqual([old, stable, undefined])
})

test('the old way back leaves the disk, unless it is pinned', () => {
  const plan = rebasePlan('m', acme)
  expect(leavesTheDisk(plan)?.name).toBe(old)
  const pinned = [fcos42, deployment('rollback', old, { pinned: true })]
  expect(leavesTheDisk({ ...plan, deployments: pinned })).toBeUndefined()
})

test('in a job the right berth is filled, and the restart moves everything to the left', () => {
  expect(names(during(atStage))).toEqual([old, stable, acme])
  expect(during(atStage).next?.note).toBe('arriving')
  expect(names(during(atAsk))).toEqual([old, stable, acme])
  expect(names(during(atRestart))).toEqual([stable, acme, undefined])
  expect(during(atRestart).running?.note).toBe('expected, not verified yet')
})

test('the verdict shows what the machine says, not what was planned', () => {
  expect(names(during(atGood))).toEqual([stable, acme, undefined])
  expect(during(atGood).running?.note).toBeUndefined()
  expect(names(during(atBad))).toEqual([old, stable, undefined])
})

/** What happens in the middle: a cut cable, no room left, Drydock itself killed. */

import { expect, test } from 'vitest'
import { deploymentIn } from '../../../shared/deployment.ts'
import { apply, changesOn, statusOf } from '../../stories/acts.ts'
import { jsonLines } from '../../support/run-drydock.ts'
import { type LabGround, labGrounds } from '../lab-ground.ts'
import { mustRun } from '../lab-machine.ts'
import { once } from './once.ts'

const open = labGrounds()

test('packets are lost silently while staging: the machine is asked again until it answers, and the work is joined', async () => {
  const ground = await open('rpm-ostree')
  const cut = once(
    line => line.includes('[3/3] Fetching'),
    () => ground.lab.cutNetwork(),
  )
  const mend = once(
    line => line.includes('"reconnecting"'),
    () => ground.lab.restoreNetwork(),
  )
  const applied = await apply(ground, ground.images.newer, [], {
    onLine: line => {
      cut(line)
      mend(line)
    },
  })
  expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
  expect(applied.deployment('staged')?.digest).toBe(applied.digest)
})

test('the registry goes down after the review: the backend’s own words are understood, and nothing is staged', async () => {
  const ground = await open('rpm-ostree')
  const down = once(
    line => line.includes('"step":"preflight"'),
    () => ground.lab.registry.stop(),
  )
  const applied = await apply(ground, ground.images.newer, [], { onLine: down })
  expect(applied, applied.text).toMatchObject({ exitCode: 5, outcome: 'failed', code: 'registry/unreachable' })
  expect(await changesOn(ground)).toEqual([])
})

/** /var/tmp as a file system of its own, with that much room. */
const smallVarTmp = (ground: LabGround, megabytes: number): Promise<void> =>
  mustRun(ground.lab, [
    'bash',
    '-euc',
    `truncate -s ${megabytes}M /var/small && mkfs.ext4 -q /var/small && mount -o loop /var/small /var/tmp && chmod 1777 /var/tmp`,
  ])

test('/var/tmp is too small for an export: that is seen before anything is written', async () => {
  const ground = await open('rpm-ostree')
  await smallVarTmp(ground, 60)
  const applied = await apply(ground, ground.images.local, ['--via', 'export'])
  expect(applied, applied.text).toMatchObject({ exitCode: 4, code: 'plan/blocked' })
  expect(applied.text).toMatch(/\/var\/tmp has only \S+ MB free/)
})

test('/var/tmp becomes full during an export: nothing is staged, and nothing is left there', async () => {
  const ground = await open('rpm-ostree')
  await smallVarTmp(ground, 230)
  const applied = await apply(ground, ground.images.local, ['--via', 'export'])
  expect(applied, applied.text).toMatchObject({ exitCode: 5, code: 'space/full' })
  expect(await changesOn(ground)).toEqual([])
})

test('Drydock is killed while staging: the machine goes on, and another Drydock brings the job to its end', async () => {
  const ground = await open('bootc')
  const kill = (line: string, child: { kill(signal: 'SIGKILL'): void }): void => {
    if (line.includes('ProgressBytes')) child.kill('SIGKILL')
  }
  const killed = await ground.drydock(['apply', ground.images.newer, ground.machine, '--json'], { onLine: kill })
  expect(killed.exitCode).toBeNull()
  const resumed = await ground.drydock(['resume', '--json'])
  expect(jsonLines(resumed).at(-1), resumed.stderr).toMatchObject({ kind: 'result', outcome: 'staged' })
  const { facts } = await statusOf(ground)
  expect(deploymentIn(facts?.status, 'staged')?.image?.reference).toBe(ground.images.newer)
})

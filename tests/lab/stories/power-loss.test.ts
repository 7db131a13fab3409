/** The plug is pulled in the middle. */

import { expect, test } from 'vitest'
import { apply, changesOn, statusOf } from '../../stories/acts.ts'
import { labGrounds } from '../lab-ground.ts'
import { once } from './once.ts'

const open = labGrounds()

const isStaging = (line: string): boolean => line.includes('Pulling manifest')

test('the power fails while staging: nothing is staged, what lies around is removed, and the next try works', async () => {
  const ground = await open('rpm-ostree')
  const unplug = once(isStaging, () => ground.lab.powerLoss())
  const applied = await apply(ground, ground.images.local, ['--via', 'export'], { onLine: unplug })
  expect(applied, applied.text).toMatchObject({ exitCode: 5, outcome: 'failed', code: 'job/unit-gone' })
  expect(applied.text).toContain('Nothing is staged')
  await ground.lab.waitForSsh()
  await statusOf(ground)
  expect(await changesOn(ground)).toEqual([])
  const again = await apply(ground, ground.images.newer)
  expect(again, again.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
})

import { expect, test } from 'vitest'
import { pauseMs } from '../../renderer/connection/connect.ts'
import { openSteadyApi } from '../../renderer/connection/steady-api.ts'
import { openScriptedApi } from '../support/scripted-api.ts'
import { someMachines } from '../support/scripted-machines.ts'

const never = () => openScriptedApi({ silent: ['listMachines', 'startJob'] }, () => undefined)
const restart = { kind: 'restart', machineId: 'practice' } as const

test('a question under way when the link is lost is asked again on the next one', async () => {
  const steady = openSteadyApi()
  const [first, second] = [never(), openScriptedApi({ machines: someMachines }, () => undefined)]
  steady.attach(first.api)
  const answer = steady.api.listMachines()
  steady.detach()
  steady.attach(second.api)
  expect(await answer).toHaveLength(someMachines.length)
})

test('a question asked before there is a link waits for it', async () => {
  const steady = openSteadyApi()
  const answer = steady.api.listMachines()
  steady.attach(openScriptedApi({ machines: [] }, () => undefined).api)
  expect(await answer).toEqual([])
})

test('an act under way when the link is lost fails, and is never repeated', async () => {
  const steady = openSteadyApi()
  const [first, second] = [never(), openScriptedApi({}, () => undefined)]
  steady.attach(first.api)
  const act = steady.api.startJob(restart)
  await Promise.resolve()
  steady.detach()
  steady.attach(second.api)
  await expect(act).rejects.toThrow('connection to Drydock was lost')
  expect(second.calls).toEqual([])
})

test('an act without a link is not kept for later', async () => {
  const steady = openSteadyApi()
  await expect(steady.api.startJob(restart)).rejects.toThrow('connection to Drydock was lost')
})

test('the pauses between tries grow and end at eight seconds', () => {
  expect([1, 2, 3, 4, 5, 9].map(pauseMs)).toEqual([500, 1000, 2000, 4000, 8000, 8000])
})

test('a question asked before the very first link waits for it, also when a link is said to be gone before', async () => {
  const steady = openSteadyApi()
  const answer = steady.api.listMachines()
  steady.detach()
  steady.attach(openScriptedApi({ machines: [] }, () => undefined).api)
  expect(await answer).toEqual([])
})

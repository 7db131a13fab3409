// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { someMachines } from '../support/scripted-machines.ts'
import { blocker, rebasePlan, warning } from '../support/scripted-plans.ts'
import { openWindow } from './open-window.tsx'

const address = '#/machines/ssh%3Abuild-vm/rebase?image=quay.io%2Facme%2Fos%3A43'
const buttons = () => screen.getAllByRole('button').map(button => button.textContent)

test('a blocked plan has no way to start', async () => {
  const { calls } = openWindow(
    { machines: someMachines, plan: request => rebasePlan(request.machineId, 'quay.io/acme/os:43', [blocker]) },
    address,
  )
  expect(await screen.findByText('/boot needs 122 MB and has 15 MB free')).toBeDefined()
  expect(buttons().some(text => text?.startsWith('Stage'))).toBe(false)
  expect(screen.getByRole('button', { name: 'Check again' })).toBeDefined()
  expect(calls.some(({ method }) => method === 'startJob')).toBe(false)
})

test('a plan with nothing to do has no way to start', async () => {
  openWindow(
    {
      machines: someMachines,
      plan: request => ({
        ...rebasePlan(request.machineId, 'x', []),
        action: 'nothing',
        why: 'It runs the newest already.',
      }),
    },
    address,
  )
  expect(await screen.findByText('It runs the newest already.')).toBeDefined()
  expect(buttons().some(text => text?.startsWith('Stage'))).toBe(false)
})

test('the one primary button names the act and the machine, and the job asks before it restarts', async () => {
  const { calls } = openWindow({ machines: someMachines }, address)
  fireEvent.click(await screen.findByRole('button', { name: 'Stage on build-vm' }))
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'startJob')?.args).toEqual([
      { kind: 'rebase', machineId: 'ssh:build-vm', image: 'quay.io/acme/os:43', restart: 'ask' },
    ]),
  )
})

test('reviewing starts nothing', async () => {
  const { calls } = openWindow({ machines: someMachines }, address)
  await screen.findByRole('button', { name: 'Stage on build-vm' })
  expect(calls.filter(({ method }) => method === 'startJob' || method === 'answerRestart')).toEqual([])
})

test('a check says fact, consequence and what to do', async () => {
  openWindow({ machines: someMachines }, address)
  for (const text of [warning.fact, warning.consequence, warning.action])
    expect(await screen.findByText(text)).toBeDefined()
})

test('what leaves the disk is said before it does', async () => {
  openWindow({ machines: someMachines }, address)
  expect(await screen.findByText(/stable-41 .* leaves the disk then, as it is not pinned/)).toBeDefined()
})

test('a rollback says what it does not carry back and what it discards', async () => {
  openWindow({ machines: someMachines }, '#/machines/ssh%3Abuild-vm/rollback')
  expect(await screen.findByText(/Files changed in \/etc .* are not carried back/)).toBeDefined()
  expect(await screen.findByText('This also discards the staged system quay.io/acme/os:43.')).toBeDefined()
})

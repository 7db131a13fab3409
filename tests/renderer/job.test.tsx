// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { JobEventBody } from '../../shared/job.ts'
import { atAsk, atBad, atFailed, atGood, atSilence, atStage, eventsOf } from '../support/scripted-jobs.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const openJob = (bodies: readonly JobEventBody[], endsAgoMs?: number) =>
  openWindow(
    { machines: someMachines, jobs: { 'job-run': eventsOf('job-run', bodies, 4000, endsAgoMs) } },
    '#/jobs/job-run',
  )

test('the restart prompt has its focus on “Not now”', async () => {
  openJob(atAsk)
  const notNow = await screen.findByRole('button', { name: 'Not now' })
  await waitFor(() => expect(document.activeElement).toBe(notNow))
})

test('the restart prompt says what starts, instead of what, and who notices', async () => {
  openJob(atAsk)
  const prompt = await screen.findByRole('region', { name: /Restart build-vm to use the new system/ })
  for (const text of [
    'quay.io/acme/os:43',
    'quay.io/fedora/fedora-coreos:stable',
    '3 running containers and 1 session (core, pts/0) will stop.',
    '1 min 10 s',
  ])
    expect(prompt.textContent).toContain(text)
})

test('nothing is answered until a person chooses', async () => {
  const { calls } = openJob(atAsk)
  const restart = await screen.findByRole('button', { name: 'Restart build-vm now' })
  expect(calls.some(({ method }) => method === 'answerRestart')).toBe(false)
  fireEvent.click(restart)
  expect(calls.find(({ method }) => method === 'answerRestart')?.args).toEqual(['job-run', 'now'])
})

test('a prompt that was answered cannot be answered twice', async () => {
  const { calls } = openJob(atAsk)
  fireEvent.click(await screen.findByRole('button', { name: 'Not now' }))
  fireEvent.click(screen.getByRole('button', { name: /Restart build-vm now/ }))
  expect(calls.filter(({ method }) => method === 'answerRestart')).toHaveLength(1)
})

test('progress is told in bytes, with speed and time left', async () => {
  openJob(atStage)
  const now = await screen.findByRole('region', { name: 'Now' })
  expect(now.textContent).toMatch(/312.MB of 1\.3.GB · 8.MB\/s · about 2 min left/)
})

test('a silent job says since when, and its last line', async () => {
  openJob(atSilence, 41_000)
  expect(await screen.findByText(/No news for 4\d s\. The last line was:/)).toBeDefined()
  expect(screen.getByText('Staging deployment...')).toBeDefined()
})

test('new events reach the page by being pulled', async () => {
  const { tell } = openJob(atStage)
  await screen.findByRole('region', { name: 'Now' })
  const more = eventsOf('job-run', [
    ...atStage,
    { kind: 'output', commandId: 2, stream: 'stdout', text: 'a new last line' },
  ])
  tell('job-run', more.slice(atStage.length))
  expect(await screen.findByText('a new last line')).toBeDefined()
})

test('cancelling asks first and says what it leaves behind', async () => {
  const { calls } = openJob(atStage)
  fireEvent.click(await screen.findByRole('button', { name: 'Cancel the job…' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('The running system stays as it is')
  expect(calls.some(({ method }) => method === 'cancelJob')).toBe(false)
  fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel the job' }))
  await waitFor(() => expect(calls.some(({ method }) => method === 'cancelJob')).toBe(true))
})

test('a good verdict shows its proof and the way back', async () => {
  openJob(atGood)
  expect(await screen.findByText('Digest as requested · no failed units · back after 58 s')).toBeDefined()
  expect(screen.getByRole('button', { name: 'Roll back…' })).toBeDefined()
})

test('a machine on its old system is not called a success', async () => {
  openJob(atBad)
  expect((await screen.findAllByText(/came back on the old system/)).length).toBeGreaterThan(0)
  expect(screen.queryByText(/Digest as requested/)).toBeNull()
  expect(document.querySelector('.dd-berth--good')).toBeNull()
})

test('the raw text of a failure is one click away', async () => {
  openJob(atFailed)
  const details = await screen.findByRole('button', { name: 'Details' })
  expect(screen.queryByText(/unauthorized: access/)).toBeNull()
  fireEvent.click(details)
  expect(await screen.findByText(/unauthorized: access/)).toBeDefined()
})

// @vitest-environment happy-dom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { JobEventBody, Verdict } from '../../shared/job.ts'
import { atAsk, atStage, eventsOf } from '../support/scripted-jobs.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const openJob = (bodies: readonly JobEventBody[]) =>
  openWindow({ machines: someMachines, jobs: { 'job-run': eventsOf('job-run', bodies) } }, '#/jobs/job-run')

test('a machine that is away: the work goes on there, which try it is, and how long the next may take', async () => {
  const state = {
    kind: 'reconnecting',
    step: 'stage',
    attempt: 3,
    since: Date.now() - 60_000,
    nextTryMs: 15_000,
  } as const
  openJob([...atStage, { kind: 'state', state }])
  const text = (await screen.findByText(/Reconnecting \(3\)…/)).closest('.pf-v6-c-alert')?.textContent
  expect(text).toContain('Lost the connection to build-vm')
  expect(text).toContain('What runs there goes on without us.')
  expect(text).toMatch(/at least every 15 s; the job goes on as soon as the machine answers/)
})

test('a machine that is late from its restart: what to try meanwhile', async () => {
  const state = { kind: 'reconnecting', step: 'restart', attempt: 9, advice: ['Look at its screen.'] } as const
  openJob([...atAsk, { kind: 'state', state }])
  expect(await screen.findByText('build-vm is not back yet', { exact: false })).toBeDefined()
  expect(screen.getByText('Look at its screen.')).toBeDefined()
})

test('cancelled after the staging: what is staged can be discarded from there', async () => {
  const verdict: Verdict = { outcome: 'cancelled', sentence: 'Cancelled.', truth: 'os:43 is staged.', offer: 'discard' }
  openJob([...atAsk, { kind: 'state', state: { kind: 'ended', verdict } }])
  ;(await screen.findByRole('button', { name: 'Discard the staged system…' })).click()
  expect(location.hash).toMatch(/discard/)
})

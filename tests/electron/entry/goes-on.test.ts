import { expect, test } from 'vitest'
import { whatGoesOn } from '../../../electron/entry/goes-on.ts'
import type { Job, JobState } from '../../../shared/job.ts'
import type { Check } from '../../../shared/plan.ts'

const attached: Check = { id: 'detached', level: 'warns', fact: '', consequence: '', action: '' }

const jobIn = (state: JobState, checks: readonly Check[] = []): Job =>
  ({ machineName: 'build-vm', plan: { checks }, state }) as unknown as Job

test('closing while an image is staged says that the machine goes on by itself', () => {
  expect(whatGoesOn([jobIn({ kind: 'running', step: 'stage' })])).toEqual([
    '“build-vm” is staging the new system; that goes on there, and Drydock goes on when it starts again.',
  ])
})

test('closing while an image is staged without systemd says what becomes of it', () => {
  expect(whatGoesOn([jobIn({ kind: 'running', step: 'stage' }, [attached])])).toEqual([
    '“build-vm” is staging the new system; rpm-ostree finishes that there by itself, bootc stops and nothing is changed.',
  ])
})

test('closing at the restart prompt says that the new system is staged', () => {
  expect(whatGoesOn([jobIn({ kind: 'asking', question: {} } as JobState)])[0]).toContain('has the new system staged')
})

test('a job that has ended is nothing to speak of', () => {
  expect(whatGoesOn([jobIn({ kind: 'ended', verdict: { outcome: 'booted', sentence: '' } })])).toEqual([])
})

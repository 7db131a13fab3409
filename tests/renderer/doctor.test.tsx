// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Diagnosis } from '../../shared/doctor.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const diagnosis: Diagnosis = {
  machineId: 'ssh:build-vm',
  machineName: 'build-vm',
  askedAt: 1,
  summary: 'build-vm is being changed since 14:02 by gnome-software: rpm-ostree upgrade',
  holders: [
    { kind: 'transaction', what: 'rpm-ostree upgrade', who: 'gnome-software (session-2.scope)', since: '14:02' },
    { kind: 'unit', what: 'drydock-x-stage.service', who: 'a job of this Drydock, activating', jobId: 'job-run' },
  ],
  repairs: [
    { id: 'wait', title: 'Wait, and look again', consequence: '', commands: [], isAdvised: true },
    {
      id: 'cancel',
      title: 'Ask rpm-ostree to cancel the change',
      consequence: 'The change ends without a result.',
      commands: ['sudo -n -- rpm-ostree cancel'],
      isAdvised: false,
    },
  ],
  commands: [],
}

async function openDoctor() {
  const opened = openWindow({ machines: someMachines, jobs: {}, diagnosis }, '#/machines/ssh%3Abuild-vm')
  fireEvent.click(await screen.findByRole('button', { name: /^Doctor/ }))
  return { ...opened, findings: await screen.findByRole('region', { name: 'Findings' }) }
}

test('the doctor asks when it is opened, and says who holds the machine and since when', async () => {
  const { findings, calls } = await openDoctor()
  expect(findings.textContent).toContain('gnome-software (session-2.scope), since 14:02')
  expect(within(findings).getByRole('link', { name: 'Show the job' }).getAttribute('href')).toContain('job-run')
  expect(calls.filter(({ method }) => method === 'diagnose')).toHaveLength(1)
})

test('nothing is repaired before its consequence and its command were shown and a person agreed', async () => {
  const { findings, calls } = await openDoctor()
  fireEvent.click(within(findings).getByRole('button', { name: /cancel the change…/ }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('The change ends without a result.')
  expect(dialog.textContent).toContain('sudo -n -- rpm-ostree cancel')
  expect(calls.some(({ method }) => method === 'repair')).toBe(false)
  fireEvent.click(within(dialog).getByRole('button', { name: 'Ask rpm-ostree to cancel the change' }))
  await expect.poll(() => calls.find(({ method }) => method === 'repair')?.args).toEqual(['ssh:build-vm', 'cancel'])
})

test('what Drydock found of itself on a machine is said: somebody else’s job, and what it cleared up', async () => {
  const machines = someMachines.map(machine =>
    machine.id === 'ssh:build-vm'
      ? { ...machine, otherDrydock: ['drydock-y-stage.service'], swept: ['Removed /var/tmp/drydock.1.'] }
      : machine,
  )
  openWindow({ machines, jobs: {} }, '#/machines/ssh%3Abuild-vm')
  expect(await screen.findByText('Removed /var/tmp/drydock.1.')).toBeDefined()
  expect(screen.getByText(/drydock-y-stage\.service\. This Drydock does not touch it\./)).toBeDefined()
})

// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Question } from '../../shared/api.ts'
import { openWindow } from './open-window.tsx'

const hostKey: Question = {
  id: 'q1',
  machine: 'build-vm',
  kind: 'host-key',
  keyType: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiV',
  address: 'build-vm:22',
}
const sudo: Question = { id: 'q2', machine: 'build-vm', kind: 'sudo', user: 'core', isRetry: false }

test('an unknown host key is shown whole, and trusting it is not the default', async () => {
  openWindow({ machines: [], questions: [hostKey] }, '#/machines')
  const dialog = await screen.findByRole('dialog', { name: /Is this really build-vm/ })
  expect(dialog.textContent).toContain('SHA256:uNiV')
  await waitFor(() => expect(document.activeElement?.textContent).toBe('Do not connect'))
})

test('closing the question is a no', async () => {
  const { calls } = openWindow({ machines: [], questions: [hostKey] }, '#/machines')
  fireEvent.click(await screen.findByRole('button', { name: 'Close' }))
  expect(calls.find(({ method }) => method === 'answerQuestion')?.args).toEqual(['q1', null])
})

test('a secret is hidden, handed over once, and gone from the page', async () => {
  const { calls } = openWindow({ machines: [], questions: [sudo] }, '#/machines')
  const field = await screen.findByLabelText('Password of core for sudo')
  expect(field.getAttribute('type')).toBe('password')
  fireEvent.change(field, { target: { value: 'hunter2' } })
  const form = field.closest('form')
  if (form) fireEvent.submit(form)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(calls.filter(({ method }) => method === 'answerQuestion').map(({ args }) => args)).toEqual([['q2', 'hunter2']])
  expect(document.body.innerHTML).not.toContain('hunter2')
})

test('questions come one at a time', async () => {
  openWindow({ machines: [], questions: [hostKey, sudo] }, '#/machines')
  await screen.findByRole('dialog')
  expect(screen.getAllByRole('dialog')).toHaveLength(1)
})

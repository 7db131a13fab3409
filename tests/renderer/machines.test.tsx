// @vitest-environment happy-dom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '../../shared/errors.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow, PAGE_PX } from './open-window.tsx'

const openMachines = () => openWindow({ machines: someMachines, jobs: {} }, '#/machines')
const rowOf = async (name: string): Promise<HTMLElement> => {
  const row = (await screen.findByRole('link', { name })).closest('tr')
  if (!row) throw new Error(`no row for ${name}`)
  return row
}

test('a row says in words what runs, what a restart starts and how the machine stands', async () => {
  openMachines()
  const row = await rowOf('build-vm')
  for (const text of ['os:41', 'os:42', 'os:43', 'Restart pending', 'Staged']) expect(row.textContent).toContain(text)
})

test('old facts say how old they are', async () => {
  openMachines()
  const row = await rowOf('edge-7')
  expect(row.textContent).toContain('Unreachable')
  expect(row.textContent).toContain('as of yesterday')
})

test('a machine that does not answer cannot be rebased', async () => {
  openMachines()
  const button = within(await rowOf('edge-7')).getByRole('button', { name: /^Rebase/ })
  expect(button.hasAttribute('disabled')).toBe(true)
})

test('the filter shows who waits for a restart', async () => {
  openMachines()
  fireEvent.click(await screen.findByRole('button', { name: /Restart pending/ }))
  expect(document.querySelectorAll('[data-row]')).toHaveLength(1)
  expect(document.querySelector('[data-row]')?.getAttribute('data-row')).toBe('ssh:build-vm')
})

test('the search looks at everything that is shown', async () => {
  openMachines()
  fireEvent.change(await screen.findByRole('textbox', { name: 'Search machines' }), { target: { value: 'acme os:43' } })
  expect([...document.querySelectorAll('[data-row]')].map(row => row.getAttribute('data-row'))).toEqual([
    'ssh:build-vm',
  ])
})

test('“/” goes to the search, arrows move between rows, Enter opens one', async () => {
  openMachines()
  const first = await rowOf('practice')
  fireEvent.keyDown(document.body, { key: '/' })
  expect(document.activeElement?.getAttribute('aria-label')).toBe('Search machines')
  first.focus()
  fireEvent.keyDown(first, { key: 'ArrowDown' })
  expect(document.activeElement?.getAttribute('data-row')).toBe('podman:podman-machine-default')
  fireEvent.keyDown(document.activeElement ?? first, { key: 'Enter' })
  expect(location.hash).toBe('#/machines/podman%3Apodman-machine-default')
})

test('“r” on a row begins a rebase', async () => {
  openMachines()
  const row = await rowOf('practice')
  row.focus()
  fireEvent.keyDown(row, { key: 'r' })
  expect(location.hash).toBe('#/machines/practice/rebase')
})

test('removing machines asks first, and only forgets those that were added', async () => {
  const { calls } = openMachines()
  for (const name of ['build-vm', 'practice'])
    fireEvent.click(await screen.findByRole('checkbox', { name: `Choose ${name}` }))
  fireEvent.click(screen.getByRole('button', { name: 'Remove 1 machine…' }))
  const dialog = await screen.findByRole('dialog')
  expect(dialog.textContent).toContain('Nothing is touched on the machine')
  expect(calls.some(({ method }) => method === 'removeMachine')).toBe(false)
  fireEvent.click(within(dialog).getByRole('button', { name: 'Remove build-vm' }))
  await waitFor(() =>
    expect(calls.filter(({ method }) => method === 'removeMachine').map(({ args }) => args[0])).toEqual([
      'ssh:build-vm',
    ]),
  )
})

test('after going somewhere the focus is on the new title', async () => {
  openMachines()
  await screen.findByRole('link', { name: 'practice' })
  location.hash = '#/history'
  await waitFor(() => expect(document.activeElement?.textContent).toBe('History'))
})

/** No row is lower. */
const LOW_ROW_PX = 40
const drawnRows = () =>
  [...document.querySelectorAll('[data-row]')].map(row => Number(row.getAttribute('aria-rowindex')))

test('of five hundred machines only those in sight are drawn, the list says how many there are', async () => {
  const { manyMachines } = await import('../support/scripted-machines.ts')
  openWindow({ machines: manyMachines(500) }, '#/machines')
  await waitFor(() => expect(drawnRows().length).toBeGreaterThan(10))
  expect(drawnRows().length).toBeLessThan(PAGE_PX / LOW_ROW_PX + 5)
  expect(drawnRows()[0]).toBe(2)
  expect(screen.getByRole('grid', { name: 'Machines' }).getAttribute('aria-rowcount')).toBe('501')
  expect(document.querySelectorAll('[data-row][tabindex="0"]')).toHaveLength(1)
})

test('End goes to the last of five hundred machines, Home back to the first', async () => {
  const { manyMachines } = await import('../support/scripted-machines.ts')
  openWindow({ machines: manyMachines(500) }, '#/machines')
  await waitFor(() => expect(drawnRows().length).toBeGreaterThan(0))
  const focused = () => document.activeElement?.getAttribute('aria-rowindex')
  document.querySelector<HTMLElement>('[data-row]')?.focus()
  for (const [key, row] of [
    ['End', '501'],
    ['ArrowDown', '501'],
    ['ArrowUp', '500'],
    ['Home', '2'],
    ['ArrowUp', '2'],
  ] as const) {
    fireEvent.keyDown(document.activeElement ?? document.body, { key })
    expect(focused()).toBe(row)
  }
})

test('a list that is told again draws only what changed', async () => {
  const { app } = openMachines()
  await screen.findByRole('link', { name: 'practice' })
  const before = app.machines.getState().machines
  await app.machines.getState().load()
  const after = app.machines.getState().machines
  expect(after).not.toBe(before)
  expect(after?.every((machine, index) => machine === before?.[index])).toBe(true)
})

test('what is wrong with the app as a whole is said above the list, which is there all the same', async () => {
  const note = new AppError('podman/failed', { command: 'podman machine list', reason: 'exit code 125' })
  openWindow({ machines: someMachines, notes: [note.report] }, '#/machines')
  expect(await screen.findByText(/“podman machine list” failed/)).toBeDefined()
  expect(await rowOf('practice')).toBeDefined()
})

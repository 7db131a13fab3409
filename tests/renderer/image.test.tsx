// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { offeredImages, whyNot } from '../../renderer/images/offered.ts'
import { someImages, someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const openImages = () => openWindow({ machines: someMachines }, '#/machines/practice/rebase')
const field = () => screen.findByRole('textbox', { name: 'Image reference' })
const review = () => screen.getByRole('button', { name: 'Review' })

test('the field has the focus and explains what is typed', async () => {
  openImages()
  const input = await field()
  expect(document.activeElement).toBe(input)
  fireEvent.change(input, { target: { value: 'quay.io/acme/os:43' } })
  expect(await screen.findByText(/will be pulled from quay\.io/)).toBeDefined()
})

test('nothing can be reviewed before it was explained, and nothing that is no reference', async () => {
  openImages()
  const input = await field()
  expect(review().hasAttribute('disabled')).toBe(true)
  fireEvent.change(input, { target: { value: 'not a reference' } })
  expect(review().hasAttribute('disabled')).toBe(true)
  expect(await screen.findByText(/is not an image reference/)).toBeDefined()
  expect(review().hasAttribute('disabled')).toBe(true)
})

test('typing asks once the hand rests, not for every letter', async () => {
  const { calls } = openImages()
  const input = await field()
  for (const value of ['q', 'qu', 'qua', 'quay.io/a']) fireEvent.change(input, { target: { value } })
  await screen.findByText(/will be pulled/)
  const asked = calls.filter(({ method }) => method === 'explainImage').map(({ args }) => args[1])
  expect(asked.filter(text => text !== '')).toEqual(['quay.io/a'])
})

test('a local image is chosen by a click and goes on to the review', async () => {
  openImages()
  fireEvent.click((await screen.findAllByRole('button', { name: 'localhost/my-os:dev' }))[0] as HTMLElement)
  await waitFor(() => expect(review().hasAttribute('disabled')).toBe(false))
  fireEvent.click(review())
  await waitFor(() => expect(location.hash).toBe('#/machines/practice/rebase?image=localhost%2Fmy-os%3Adev'))
})

test('bootable images come first; the others say why they cannot be chosen', () => {
  const names = offeredImages(someImages, '').map(({ name }) => name)
  expect(names.at(0)).toBe('localhost/my-os:dev')
  expect(names.at(-1)).toBe('docker.io/library/postgres:17')
  expect(someImages.map(image => whyNot(image, 'amd64')).filter(Boolean)).toEqual([
    'a normal container image, not an operating system',
    'built for arm64; this machine is amd64',
  ])
})

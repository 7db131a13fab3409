// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { neededFiles, readChosen } from '../../renderer/drop/dropped.ts'
import { AppError } from '../../shared/errors.ts'
import type { Layout } from '../../shared/layout.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const image = (architecture: string, at: number) => ({
  digest: `sha256:${String(at).repeat(64)}`,
  names: [`my-os:${architecture}`],
  architecture,
  isBootable: true,
  layers: [{ digest: `sha256:${'f'.repeat(64)}`, sizeBytes: 2e9 }],
  sizeBytes: 2e9,
})

const layoutOf = (...architectures: readonly string[]): Layout => ({
  path: '',
  name: 'my-os',
  kind: 'oci-directory',
  images: architectures.map(image),
})

const open = (layout: Layout, place = '#/drop?path=%2Fhome%2Fme%2Fmy-os') =>
  openWindow({ machines: someMachines, layout, jobs: {} }, place)

test('of several architectures the one of the machine is chosen, and goes with the review', async () => {
  open(layoutOf('arm64', 'amd64'), '#/drop?path=%2Fhome%2Fme%2Fmy-os&machine=practice')
  const radio = await screen.findByRole('radio', { name: 'my-os:amd64' })
  expect((radio as HTMLInputElement).checked).toBe(true)
  fireEvent.click(await screen.findByRole('button', { name: 'Review for practice' }))
  expect(decodeURIComponent(location.hash)).toContain(`choose=sha256:${'1'.repeat(64)}`)
})

test('one image needs no choice, and its facts are said', async () => {
  open(layoutOf('amd64'))
  const region = await screen.findByRole('region', { name: 'The image' })
  for (const text of ['OCI directory', 'my-os:amd64', 'yes, it can boot', '2 GB in 1 layer']) {
    expect(region.textContent?.replaceAll('\u00a0', ' ')).toContain(text)
  }
  expect(screen.queryByRole('region', { name: 'Which image' })).toBeNull()
})

test('what the machine has of it already is said before the review', async () => {
  open(layoutOf('amd64'), '#/drop?path=%2Fhome%2Fme%2Fmy-os&machine=practice')
  const said = await screen.findByText(/2 of 3 blobs travel/)
  expect(said.textContent?.replaceAll('\u00a0', ' ')).toBe('40 MB of 2 GB: 2 of 3 blobs travel')
})

test('an image that cannot be used cannot be reviewed, and says why', async () => {
  const problem = new AppError('layout/encrypted', { path: '/x' }).report
  open({ ...layoutOf('amd64'), images: [{ ...image('amd64', 1), problem }] })
  expect(await screen.findByText(problem.message)).toBeDefined()
  const button = screen.getByRole('button', { name: /^Review/ })
  expect(button.hasAttribute('disabled')).toBe(true)
  expect(screen.queryByText(/blobs travel/)).toBeNull()
})

const file = (path: string, sizeBytes = 10): File => {
  const made = new File([new Uint8Array(sizeBytes)], path.split('/').at(-1) ?? '')
  Object.defineProperty(made, 'webkitRelativePath', { value: path })
  return made
}

test('of a layout everything that matters is streamed, of anything else only what tells what it is', () => {
  const layout = readChosen(
    ['my-os/index.json', 'my-os/oci-layout', 'my-os/blobs/sha256/aa', 'my-os/notes/x'].map(path => file(path)),
  )
  expect(layout && neededFiles(layout).map(({ name }) => name)).toEqual(['index.json', 'oci-layout', 'blobs/sha256/aa'])
  const other = readChosen([
    file('src/Containerfile'),
    file('src/big', 2_000_000),
    file('src/blobs/x'),
    file('src/a/b'),
  ])
  expect(other && neededFiles(other).map(({ name }) => name)).toEqual(['Containerfile'])
})

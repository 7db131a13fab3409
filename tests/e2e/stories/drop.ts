import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { execaSync } from 'execa'
import { blobPath, makeLayout, noise } from '../../support/make-layout.ts'
import { dropOn, restartNow, stage } from '../acts.ts'
import { expect, test } from '../entries.ts'

const LAYERS = Array.from({ length: 5 }, (_, at) => noise(40_000 + at, `dropped ${at}`))

const isReady = (page: Page): Promise<void> =>
  expect(page.getByRole('button', { name: 'Rebase practice…', exact: true })).toBeEnabled()

test('a folder dropped on the window boots, and a rebuilt one sends only what changed', async ({ page, home }) => {
  await isReady(page)
  const streamed: string[] = []
  page.on('request', request => request.method() === 'PUT' && streamed.push(request.url()))
  const { directory, digest } = makeLayout(join(home, 'my-os'), { layers: LAYERS })
  await dropOn(page, directory)
  const image = page.getByRole('region', { name: 'The image' })
  await expect(image.getByText('OCI directory')).toBeVisible()
  await expect(image.getByText('yes, it can boot')).toBeVisible()
  await expect(image.getByText(/in 5 layers$/)).toBeVisible()
  await expect(page.getByRole('radio', { name: 'practice', exact: true })).toBeChecked()
  await expect(page.getByRole('status').getByText(/: 7 of 7 blobs travel$/)).toBeVisible()
  await page.getByRole('button', { name: 'Review for practice' }).click()
  await expect(page.getByText(/7 of 7 blobs travel/).first()).toBeVisible()
  await stage(page, 'practice')
  await restartNow(page, 'practice')
  await expect(page.getByText(/my-os, digest as requested/).first()).toBeVisible()

  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
  await page.getByRole('link', { name: 'practice', exact: true }).click()
  const follows = page.getByRole('region', { name: 'Runs and follows' })
  await expect(follows.getByText(/my-os$/).first()).toBeVisible()
  await expect(follows.getByText(/^nothing: it was sent from a computer/)).toBeVisible()
  await expect(page.getByText(/kept there, so that the next drop is short/)).toBeVisible()

  // In a browser the content comes to Drydock first: seven blobs and two files that say what they are.
  const isBrowser = streamed.length > 0
  expect(streamed).toHaveLength(isBrowser ? 9 : 0)
  streamed.length = 0
  rmSync(directory, { recursive: true })
  const rebuilt = makeLayout(directory, { layers: [...LAYERS.slice(1), noise(9000, 'rebuilt')] })
  expect(rebuilt.digest).not.toBe(digest)
  await dropOn(page, directory)
  await expect(page.getByRole('status').getByText(/: 3 of 7 blobs travel$/)).toBeVisible()
  await page.getByRole('button', { name: 'Review for practice' }).click()
  await expect(page.getByText(/3 of 7 blobs travel/).first()).toBeVisible()
  expect(streamed).toHaveLength(isBrowser ? 5 : 0)

  await stage(page, 'practice')
  await page.getByRole('button', { name: 'Not now' }).click()
  await dropOn(page, directory)
  await expect(page.getByRole('status').getByText(/all 7 blobs are there$/)).toBeVisible()

  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Machines' }).click()
  await page.getByRole('link', { name: 'practice', exact: true }).click()
  await page.getByRole('button', { name: 'Empty it' }).click()
  await expect(page.getByText(/so that the next drop is short/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Return to quay.io/fedora/fedora-coreos:testing' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Review the rebase of practice' })).toBeVisible()
  await expect(page.getByText('quay.io/fedora/fedora-coreos:testing').first()).toBeVisible()
})

test('an archive is dropped the same way, for the machine whose page is open', async ({ page, home }) => {
  await isReady(page)
  await page.getByRole('link', { name: 'practice-bootc', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'practice-bootc' })).toBeVisible()
  const { directory } = makeLayout(join(home, 'my-os'), { layers: LAYERS })
  const archive = join(home, 'my-os.tar')
  execaSync('tar', ['-C', directory, '-cf', archive, '.'])
  await dropOn(page, archive)
  await expect(page.getByRole('region', { name: 'The image' }).getByText('OCI archive')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'practice-bootc', exact: true })).toBeChecked()
})

test('a broken folder is told in place, and another can be chosen', async ({ page, home }) => {
  await isReady(page)
  const { directory, layers } = makeLayout(join(home, 'broken'), { layers: LAYERS })
  rmSync(blobPath(directory, layers[0]?.digest ?? ''))
  await dropOn(page, directory)
  await expect(page.getByRole('heading', { name: /is not whole: the blob sha256:.* is missing/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Choose a folder…' })).toBeVisible()
})

test('a folder is chosen with the keyboard alone', async ({ page, home }) => {
  await isReady(page)
  const { directory } = makeLayout(join(home, 'my-os'), { layers: LAYERS })
  await page.evaluate(path => {
    Object.assign(window, {
      electronHostPaths: { 'index.json': `${path}/index.json`, 'oci-layout': `${path}/oci-layout` },
    })
  }, directory)
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { level: 1, name: 'An image on this computer' })).toBeVisible()
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Choose a folder…' }).focus()
  await page.keyboard.press('Enter')
  await (await chooser).setFiles(directory)
  await expect(page.getByRole('region', { name: 'The image' }).getByText('OCI directory')).toBeVisible()
})

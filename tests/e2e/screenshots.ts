/**
 * `npm run screenshots`: takes the pictures under docs/ from the real app with its practice machines, light and dark.
 * Words after it choose another folder and size: `npm run screenshots -- /tmp/shots 800x600`.
 */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { buildStale } from '../../build/build-stale.ts'
import { enterRepository } from '../../build/repository.ts'
import { chromiumLaunch } from '../support/chromium.ts'
import { makeLayout, noise } from '../support/make-layout.ts'
import { beginRebase, dropOn, newImage, practise, restartNow, review, stage, waitForMachine } from './acts.ts'
import { expect as expectSoon } from './entries.ts'
import { openWebEntry } from './open-web.ts'

const LAYERS = Array.from({ length: 12 }, (_, at) => noise(400_000 + at, `layer ${at}`))

/** Outside a test run the patience is short. */
const expect = expectSoon.configure({ timeout: 60_000 })

const [folder = 'docs', size = '1280x800'] = process.argv.slice(2)
const [width = 1280, height = 800] = size.split('x').map(Number)

async function takeStory(page: Page, scheme: 'light' | 'dark', home: string): Promise<void> {
  const take = (name: string): Promise<unknown> =>
    page.screenshot({ path: join(folder, `${name}-${scheme}.png`), animations: 'disabled' })
  const goTo = (place: string): Promise<void> =>
    page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click()
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })

  await waitForMachine(page, 'practice')
  const { directory } = makeLayout(join(home, 'my-os'), { layers: LAYERS })
  await dropOn(page, directory, () => take('drop-over'))
  await expect(page.getByText(/blobs travel/)).toBeVisible()
  await take('drop')
  await goTo('Machines')
  await beginRebase(page, 'practice')
  await page.getByLabel('Image reference').fill('localhost/my-os:dev')
  await expect(page.getByText(/core’s storage/).first()).toBeVisible()
  await take('choose')
  await goTo('Machines')
  await review(page, 'practice', newImage)
  await expect(page.getByRole('button', { name: 'Stage on practice' })).toBeVisible()
  await take('review')
  await stage(page, 'practice')
  await expect(page.getByText(/MB of/).first()).toBeVisible()
  await page.getByRole('button', { name: /^Log/ }).click()
  await expect(page.getByText(/Fetching ostree chunk/).first()).toBeVisible()
  await take('job')
  await page.getByRole('button', { name: 'Not now' }).waitFor()
  await take('restart')
  await restartNow(page, 'practice')
  await expect(page.getByText(`practice runs ${newImage}, digest as requested`).first()).toBeVisible()
  await take('verdict')
  await goTo('Machines')
  await take('machines')
  await page.getByRole('link', { name: 'practice', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'practice' })).toBeVisible()
  await take('machine')
  await page.getByRole('button', { name: /^Doctor/ }).click()
  await expect(page.getByRole('region', { name: 'Findings' })).toBeVisible()
  await page.getByRole('button', { name: /^Doctor/ }).scrollIntoViewIfNeeded()
  await take('doctor')
  await goTo('Machines')
  await practise(page, 'practice-bootc', 'The machine comes back on the old system')
  await review(page, 'practice-bootc', newImage)
  await stage(page, 'practice-bootc')
  await restartNow(page, 'practice-bootc')
  await expect(page.getByText(/came back on the old system/).first()).toBeVisible()
  await take('old-system')
  await goTo('History')
  await take('history')
  await goTo('Settings')
  await take('settings')
}

enterRepository()
await buildStale(['renderer', 'web'])
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch(chromiumLaunch)
try {
  for (const scheme of ['light', 'dark'] as const) await takeAll(scheme)
} finally {
  await browser.close()
}

async function takeAll(scheme: 'light' | 'dark'): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'drydock-shots-'))
  const env = { DRYDOCK_DATA_DIR: dataDir, DRYDOCK_PRACTICE_SPEED: '3', HOME: dataDir }
  const entry = await openWebEntry({ env, browser })
  try {
    await takeStory(entry.page, scheme, dataDir)
  } catch (thrown) {
    console.error(thrown)
    await entry.page.screenshot({ path: join(tmpdir(), 'drydock-screenshots-failed.png') })
    process.exitCode = 1
  } finally {
    await entry.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** The built main process and preload script, unmodified, under the stand-in for Electron. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { buildStale } from '../../build/build-stale.ts'
import { type ElectronHost, openElectronHost } from '../support/electron-host/open-electron-host.ts'

vi.setConfig({ testTimeout: 90_000 })

const KEEP_OPEN = 0
const CLOSE = 1

let home: string
let host: ElectronHost

beforeAll(() => buildStale(['renderer', 'main', 'preload']), 120_000)

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'drydock-main-'))
  const env = { HOME: home, DRYDOCK_DATA_DIR: join(home, 'data'), DRYDOCK_PRACTICE_SPEED: '1' }
  host = await openElectronHost({ appPath: process.cwd(), env })
})

afterEach(async () => {
  await host.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
})

const practiceLink = () => host.page.getByRole('link', { name: 'practice', exact: true })

test('the page gets its port, and a new one each time it is loaded', async () => {
  await practiceLink().waitFor()
  await host.page.reload()
  await practiceLink().waitFor()
})

test('the window goes nowhere but its own page', async () => {
  await practiceLink().waitFor()
  await host.page.evaluate(() => {
    location.href = 'https://evil.example/'
  })
  expect(await host.reported('refused-navigation')).toMatchObject({ url: 'https://evil.example/' })
  await practiceLink().waitFor()
  expect(host.reports.filter(report => report.kind === 'external')).toEqual([])
})

test('a page may notify, and gets no camera', async () => {
  host.order({ kind: 'ask-permission', permission: 'media' })
  expect(await host.reported('permission')).toMatchObject({ permission: 'media', isGranted: false })
  host.order({ kind: 'ask-permission', permission: 'notifications' })
  await expect
    .poll(() => host.reports)
    .toContainEqual({
      kind: 'permission',
      permission: 'notifications',
      isGranted: true,
    })
})

test('with nothing running it closes at once and remembers where it stood', async () => {
  await practiceLink().waitFor()
  host.order({ kind: 'close-window' })
  expect(await host.ended).toBe(0)
  expect(host.reports.filter(report => report.kind === 'dialog')).toEqual([])
  const remembered: unknown = JSON.parse(readFileSync(join(home, 'data', 'window.json'), 'utf8'))
  expect(remembered).toMatchObject({ isMaximized: false, bounds: { width: 1200, height: 800 } })
})

test('closing while a job runs says what goes on, and a change of mind keeps it open', {
  timeout: 60_000,
}, async () => {
  const { page } = host
  await page.getByRole('button', { name: 'Rebase practice…' }).click()
  await page.getByLabel('Image reference').fill('quay.io/fedora/fedora-coreos:stable')
  await page.getByRole('button', { name: 'Review', exact: true }).click()
  await page.getByRole('button', { name: 'Stage on practice' }).click()
  await page.getByRole('button', { name: 'Cancel the job…' }).waitFor()
  host.order({ kind: 'answer-dialogs', button: KEEP_OPEN })
  host.order({ kind: 'close-window' })
  expect(await host.reported('dialog')).toMatchObject({
    message: 'A job is running.',
    detail: expect.stringMatching(/^“practice” .*\.$/),
    buttons: ['Keep Drydock open', 'Close Drydock'],
  })
  await page.getByRole('button', { name: 'Cancel the job…' }).waitFor()
  host.order({ kind: 'answer-dialogs', button: CLOSE })
  host.order({ kind: 'close-window' })
  expect(await host.ended).toBe(0)
})

import { defineConfig } from '@playwright/test'
import type { EntryOptions } from '../tests/e2e/entries.ts'
import { chromiumLaunch } from '../tests/support/chromium.ts'
import { findElectron } from './electron-program.ts'

const hasElectron = findElectron(process.env, process.platform) !== undefined

/** Looking elsewhere takes a second page, which a window of the app refuses to open. */
const inBrowserOnly = '**/notifications.ts'

/** The same stories through every entry with a window. The real Electron only where it is: what is not run is not listed. */
export default defineConfig<EntryOptions>({
  testDir: '../tests/e2e/stories',
  testMatch: '**/*.ts',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  // `npm test` names the file it wants the counts in.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: { launchOptions: chromiumLaunch, screenshot: 'only-on-failure', actionTimeout: 15_000 },
  projects: [
    { name: 'web', use: { entry: 'web' } },
    { name: 'electron stand-in', testIgnore: inBrowserOnly, use: { entry: 'electron-stand-in' } },
    ...(hasElectron ? [{ name: 'electron', testIgnore: inBrowserOnly, use: { entry: 'electron' } } as const] : []),
  ],
})

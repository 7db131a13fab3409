import { defineConfig } from '@playwright/test'
import type { EntryOptions } from '../tests/e2e/entries.ts'
import { chromiumLaunch } from '../tests/support/chromium.ts'

/** The story on a real machine that goes through a window: once, through the web entry. */
export default defineConfig<EntryOptions>({
  testDir: '../tests/lab/browser',
  testMatch: '**/*.ts',
  outputDir: '../test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 300_000,
  expect: { timeout: 120_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : 'list',
  use: { entry: 'web', launchOptions: chromiumLaunch, screenshot: 'only-on-failure', actionTimeout: 60_000 },
})

import type { Browser, Page } from '@playwright/test'

export interface OpenedEntry {
  readonly page: Page
  /** Closes Drydock; rejects where it did not end by itself or not cleanly. */
  readonly close: () => Promise<void>
}

export type OpenEntry = (options: {
  readonly env: NodeJS.ProcessEnv
  readonly browser: Browser
}) => Promise<OpenedEntry>

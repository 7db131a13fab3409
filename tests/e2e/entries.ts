/** Gives a story a page of Drydock, opened through one of its entries, with a home and data of its own. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type ConsoleMessage, expect, type Page } from '@playwright/test'
import { openElectronEntry } from './open-electron.ts'
import { openStandInEntry } from './open-stand-in.ts'
import { openWebEntry } from './open-web.ts'
import type { OpenEntry, OpenedEntry } from './opened-entry.ts'

export interface EntryOptions {
  readonly entry: 'web' | 'electron-stand-in' | 'electron'
  /** How many times faster than life the practice machines go. */
  readonly practiceSpeed: number
}

interface EntryFixtures {
  /** Where this Drydock keeps its data; HOME too, so nothing of the person's is read or written. */
  readonly home: string
  readonly opened: OpenedEntry
}

const openers: { readonly [Entry in EntryOptions['entry']]: OpenEntry } = {
  web: openWebEntry,
  'electron-stand-in': openStandInEntry,
  electron: openElectronEntry,
}

/** What a page complained about; a story fails on any of it. */
function collectComplaints(page: Page): readonly string[] {
  const complaints: string[] = []
  page.on('pageerror', error => complaints.push(`error: ${error.message}`))
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  return complaints
}

export const test = base.extend<EntryOptions & EntryFixtures>({
  entry: ['web', { option: true }],
  practiceSpeed: [20, { option: true }],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures it has to make from here.
  home: async ({}, use) => {
    const home = await mkdtemp(join(tmpdir(), 'drydock-e2e-'))
    await use(home)
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  },
  opened: async ({ entry, practiceSpeed, home, browser }, use) => {
    const env = {
      HOME: home,
      XDG_CONFIG_HOME: '',
      XDG_DATA_HOME: '',
      DRYDOCK_DATA_DIR: join(home, 'data'),
      DRYDOCK_PRACTICE_SPEED: String(practiceSpeed),
    }
    const opened = await openers[entry]({ env, browser })
    await use(opened)
    await opened.close()
  },
  page: async ({ opened }, use) => {
    const complaints = collectComplaints(opened.page)
    await use(opened.page)
    expect(complaints, 'the page complained').toEqual([])
  },
})

export { expect }

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium } from '@playwright/test'
import { chromiumLaunch } from '../chromium.ts'

/** Electron names itself in the user agent; the page may look for that. */
const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Electron/45.4.1 Safari/537.36'

export interface ChromiumWindow {
  readonly context: BrowserContext
  /** Where a second Playwright can connect to the same pages. */
  readonly debuggerUrl: string
}

/** The profile's folder is made and removed by the test, which outlives this process and its browser. */
const profile = process.env.ELECTRON_HOST_PROFILE ?? ''

/** One Chromium with a profile of its own and an open debugger on a free port of 127.0.0.1. */
export async function openChromium(size: { readonly width: number; readonly height: number }): Promise<ChromiumWindow> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumLaunch.executablePath,
    args: [...chromiumLaunch.args, '--remote-debugging-port=0'],
    userAgent,
    viewport: size,
  })
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n')
  return { context, debuggerUrl: `http://127.0.0.1:${port}` }
}

/** The window, in Chromium, with what the browser itself says of it. */

import { readFileSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import { chromiumLaunch } from '../support/chromium.ts'
import type { Memory } from './app-process.ts'
import type { Blocks } from './blocks.ts'
import type { CleanUp } from './clean-up.ts'
import { watchTasks } from './task-trace.ts'

export interface BenchPage {
  readonly page: Page
  /** Tasks of the main thread since the last call. */
  blocks(): Promise<Blocks>
  /** After a collection of garbage. */
  memory(): Promise<Memory>
  close(): Promise<void>
}

/** One Chromium for a part of the measurements. */
export async function launchChromium(cleanUp: CleanUp) {
  // Its own handling of signals would leave the cleaning up behind.
  const browser = await chromium.launch({ ...chromiumLaunch, handleSIGINT: false, handleSIGTERM: false })
  return { browser, close: cleanUp.add(() => browser.close()) }
}

export async function openBenchPage(browser: Browser): Promise<BenchPage> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } })
  const page = await context.newPage()
  const ofPage = await context.newCDPSession(page)
  const ofBrowser = await browser.newBrowserCDPSession()
  return {
    page,
    blocks: (await watchTasks(browser, page)).read,
    memory: () => readMemory(ofPage, ofBrowser),
    close: () => context.close(),
  }
}

async function readMemory(ofPage: CDPSession, ofBrowser: CDPSession): Promise<Memory> {
  await ofPage.send('HeapProfiler.collectGarbage')
  await ofPage.send('Performance.enable')
  const { metrics } = await ofPage.send('Performance.getMetrics')
  const heapBytes = metrics.find(each => each.name === 'JSHeapUsedSize')?.value ?? 0
  const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(each => each.type === 'renderer').map(each => rssBytesOf(each.id))
  return { heapBytes, rssBytes: Math.max(0, ...renderers) }
}

/** proc_pid_status(5). */
function rssBytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Number(kilobytes ?? 0) * 1024
}

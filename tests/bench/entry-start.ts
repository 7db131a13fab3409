/** From the start of a process to a list of machines a person can use, for each entry. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Browser } from '@playwright/test'
import { openStandInEntry } from '../e2e/open-stand-in.ts'
import { openWebEntry } from '../e2e/open-web.ts'
import type { OpenEntry } from '../e2e/opened-entry.ts'
import { launchChromium } from './bench-page.ts'
import type { CleanUp } from './clean-up.ts'
import { medianOf, type Result } from './result.ts'
import { runRival } from './run-rival.ts'

const RUNS = 5

/** A new home for each start, so that nothing is remembered. */
async function inNewHome<Value>(cleanUp: CleanUp, use: (env: NodeJS.ProcessEnv) => Promise<Value>): Promise<Value> {
  const home = mkdtempSync(join(tmpdir(), 'drydock-bench-home-'))
  const remove = cleanUp.add(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }))
  const unset = { XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' }
  const value = await use({ ...process.env, ...unset, HOME: home, DRYDOCK_DATA_DIR: join(home, 'data') })
  await remove()
  return value
}

async function medianOfRuns(run: () => Promise<number>): Promise<number> {
  const times: number[] = []
  for (let count = 0; count < RUNS; count++) times.push(await run())
  return medianOf(times)
}

function timeProcess(argv: readonly string[], cleanUp: CleanUp): Promise<number> {
  return medianOfRuns(() =>
    inNewHome(cleanUp, async env => {
      const { exitCode, durationMs } = await runRival(argv, cleanUp, { env })
      if (exitCode !== 0) throw new Error(`${argv.join(' ')} ended with ${exitCode}`)
      return durationMs
    }),
  )
}

interface Started {
  readonly shownMs: number
  readonly usableMs: number
}

/** Until the practice machine's row is there, and until it can be rebased. */
function timeEntry(open: OpenEntry, browser: Browser, cleanUp: CleanUp): Promise<Started> {
  return inNewHome(cleanUp, async env => {
    const startedAt = performance.now()
    const { page, close } = await open({ env, browser })
    const forget = cleanUp.add(close)
    await page.locator('[data-row="practice"]').waitFor()
    const shownMs = performance.now() - startedAt
    await page.locator('button[aria-label="Rebase practice…"]:enabled').waitFor()
    const usableMs = performance.now() - startedAt
    await forget()
    return { shownMs, usableMs }
  })
}

async function timeEntryRuns(open: OpenEntry, browser: Browser, cleanUp: CleanUp): Promise<Started> {
  const runs: Started[] = []
  for (let count = 0; count < RUNS; count++) runs.push(await timeEntry(open, browser, cleanUp))
  return { shownMs: medianOf(runs.map(each => each.shownMs)), usableMs: medianOf(runs.map(each => each.usableMs)) }
}

const entryResults = (entry: string, { shownMs, usableMs }: Started, note: string): readonly Result[] => [
  { what: `${entry} → list shown`, unit: 'ms', value: shownMs, aim: { below: 1000, of: 'value' }, note },
  { what: `${entry} → practice machine can be rebased`, unit: 'ms', value: usableMs },
]

/** Starts each entry a few times. */
export async function measureEntryStart(cleanUp: CleanUp): Promise<readonly Result[]> {
  const cliMs = await timeProcess([process.execPath, 'electron/cli.ts', 'machines', '--json'], cleanUp)
  const nodeMs = await timeProcess([process.execPath, '--eval', '0'], cleanUp)
  const chromium = await launchChromium(cleanUp)
  const web = await timeEntryRuns(openWebEntry, chromium.browser, cleanUp)
  const standIn = await timeEntryRuns(openStandInEntry, chromium.browser, cleanUp)
  await chromium.close()
  return [
    {
      what: 'command line: machines --json, start → end',
      unit: 'ms',
      value: cliMs,
      aim: { below: 1000, of: 'value' },
      rival: { what: 'Node starting and doing nothing (podman machine list refuses to run as root)', value: nodeMs },
      note: 'every machine, the two practice machines among them, was asked and answered',
    },
    ...entryResults('web: process started', web, 'the browser runs already'),
    ...entryResults('window under the stand-in for Electron', standIn, 'a new Chromium is started for each'),
  ]
}

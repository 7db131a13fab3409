import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { HostOrder, HostReport } from './host.ts'

export interface ElectronHost {
  readonly page: Page
  /** Everything the host reported so far. */
  readonly reports: readonly HostReport[]
  /** Resolves with the first report of a kind that comes or came. */
  readonly reported: <Kind extends HostReport['kind']>(kind: Kind) => Promise<Extract<HostReport, { kind: Kind }>>
  readonly order: (order: HostOrder) => void
  /** Resolves with the exit code when the main process has ended by itself. */
  readonly ended: Promise<number | null>
  readonly close: () => Promise<void>
}

export interface ElectronHostOptions {
  /** The directory with package.json and dist/. */
  readonly appPath: string
  readonly env: NodeJS.ProcessEnv
}

/** Waits for a report, or rejects when the host ends without it. */
function listenToReports(child: ChildProcess, ended: Promise<number | null>) {
  const reports: HostReport[] = []
  child.on('message', message => reports.push(message as HostReport))
  const reported: ElectronHost['reported'] = async kind => {
    const isKind = (each: HostReport) => each.kind === kind
    while (!reports.some(isKind)) {
      const code = await Promise.race([once(child, 'message').then(() => 'message' as const), ended])
      if (code !== 'message') throw new Error(`the stand-in host ended (${code}) without “${kind}”`)
    }
    return reports.find(isKind) as never
  }
  return { reports, reported }
}

const ownPage = (browser: Browser): Page => {
  const page = browser.contexts()[0]?.pages()[0]
  if (!page) throw new Error('the stand-in host opened no page')
  return page
}

/** Starts the built app under the stand-in host and connects to its page. */
export async function openElectronHost({ appPath, env }: ElectronHostOptions): Promise<ElectronHost> {
  const profile = await mkdtemp(join(tmpdir(), 'drydock-electron-host-'))
  const run = fileURLToPath(new URL('./run.ts', import.meta.url))
  const child = spawn(process.execPath, [run], {
    env: { ...process.env, ...env, ELECTRON_HOST_APP: appPath, ELECTRON_HOST_PROFILE: profile },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const { reports, reported } = listenToReports(child, ended)
  const browser = await chromium.connectOverCDP((await reported('window')).debuggerUrl)
  return {
    page: ownPage(browser),
    reports,
    reported,
    order: order => void child.send(order),
    ended,
    close: async () => {
      await browser.close().catch(() => undefined)
      // It ends, and its browser with it, when nobody can give it orders any more.
      if (child.connected) child.disconnect()
      await ended
      // Its browser ends a moment later and writes until then.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

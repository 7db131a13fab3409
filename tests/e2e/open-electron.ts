import { _electron } from '@playwright/test'
import { findElectron } from '../../build/electron-program.ts'
import type { OpenEntry } from './opened-entry.ts'

/** Chromium's sandbox refuses to run as root; everybody else tests with it. */
const sandboxFlags = process.getuid?.() === 0 ? ['--no-sandbox'] : []

/** The real Electron. */
export const openElectronEntry: OpenEntry = async ({ env }) => {
  const executablePath = findElectron(process.env, process.platform)
  if (executablePath === undefined) throw new Error("Electron's program is not on this computer")
  const defined = Object.entries({ ...process.env, ...env }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )
  const electron = await _electron.launch({
    executablePath,
    args: [process.cwd(), ...sandboxFlags],
    env: Object.fromEntries(defined),
  })
  return { page: await electron.firstWindow(), close: () => electron.close() }
}

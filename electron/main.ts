/** Entry 1: Electron. One instance, one window, one port; everything else is the app the other entries share. */

import { join } from 'node:path'
import { type BrowserWindow, dialog, app as electron, session } from 'electron'
import { toAppError } from '../shared/errors.ts'
import { type App, openApp } from './app.ts'
import { practiceSpeed } from './entry/practice-speed.ts'
import { defaultDataDir } from './lib/data-dir.ts'
import { registerAppScheme, serveAppScheme } from './window/app-scheme.ts'
import { openMainWindow } from './window/main-window.ts'
import { setMenu } from './window/menu.ts'
import { restrictPermissions } from './window/permissions.ts'
import { openRememberedPlace } from './window/remembered-place.ts'
import { followTheme } from './window/theme.ts'

const dataDir = defaultDataDir(process.env, process.platform)
/** The repository, or app.asar. */
const root = electron.getAppPath()

function openOwnApp(): Promise<App> {
  const speed = practiceSpeed(process.env)
  const version = electron.getVersion()
  return openApp({ dataDir, entry: 'electron', version, ...(speed === undefined ? {} : { practiceSpeed: speed }) })
}

/** Electron does not wait for promises when it quits, so quitting is held until the app is closed. */
function closeWithElectron(app: App): void {
  electron.once('will-quit', event => {
    event.preventDefault()
    void app.close().finally(() => electron.exit())
  })
}

function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

async function start(): Promise<void> {
  await electron.whenReady()
  serveAppScheme(join(root, 'dist', 'renderer'))
  restrictPermissions(session.defaultSession)
  setMenu({ isDevelopment: !electron.isPackaged, platform: process.platform })
  const app = await openOwnApp()
  closeWithElectron(app)
  await followTheme(app)
  const place = openRememberedPlace(dataDir)
  const window = await openMainWindow({ app, place, preload: join(root, 'dist', 'preload', 'preload.cjs') })
  electron.on('second-instance', () => bringToFront(window))
}

function giveUp(thrown: unknown): void {
  const { message, next, raw } = toAppError(thrown).report
  dialog.showErrorBox('Drydock cannot start', [message, next, raw].filter(Boolean).join('\n\n'))
  electron.exit(1)
}

electron.enableSandbox()
registerAppScheme()
// A data directory of its own means an instance of its own.
if (process.env.DRYDOCK_DATA_DIR) electron.setPath('userData', join(dataDir, 'electron'))
electron.on('window-all-closed', () => electron.quit())
if (electron.requestSingleInstanceLock()) start().catch(giveUp)
else electron.quit()

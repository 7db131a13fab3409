import { BrowserWindow } from 'electron'
import type { App } from '../app.ts'
import { pageUrl } from './app-scheme.ts'
import { guardClose } from './close-guard.ts'
import { handOverPort } from './hand-over-port.ts'
import { keepToOwnPage } from './navigation-rules.ts'
import { MIN_HEIGHT, MIN_WIDTH } from './place.ts'
import type { RememberedPlace } from './remembered-place.ts'
import { backgroundColor } from './theme.ts'

export interface MainWindowOptions {
  readonly app: App
  readonly place: RememberedPlace
  /** The built preload script. */
  readonly preload: string
}

/** A page that crashed is loaded again; its jobs go on here meanwhile. One that never starts would loop, so only once a minute. */
function reloadAfterCrash(window: BrowserWindow): void {
  let reloadedAt = 0
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || Date.now() - reloadedAt < 60_000) return
    reloadedAt = Date.now()
    window.webContents.reload()
  })
}

function createWindow({ place, preload }: MainWindowOptions): BrowserWindow {
  const { bounds, isMaximized } = place.read()
  const window = new BrowserWindow({
    ...bounds,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: 'Drydock',
    backgroundColor: backgroundColor(),
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  if (isMaximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  return window
}

/** Opens the one window: sandboxed, kept to its own page, with one port to the app. Resolves when the page has loaded. */
export async function openMainWindow(options: MainWindowOptions): Promise<BrowserWindow> {
  const window = createWindow(options)
  keepToOwnPage(window.webContents)
  handOverPort(window, options.app)
  options.place.follow(window)
  guardClose(window, options.app)
  reloadAfterCrash(window)
  await window.loadURL(pageUrl)
  return window
}

import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { preventable } from './host.ts'

/** The directory with package.json and dist/: what Electron is started with. */
export const appPath = process.env.ELECTRON_HOST_APP ?? process.cwd()

const manifest = JSON.parse(readFileSync(join(appPath, 'package.json'), 'utf8')) as { readonly version: string }
const closers = new Set<() => boolean>()

/** Registers how a window is asked to close; it answers whether it did. */
export const onQuit = (close: () => boolean): void => void closers.add(close)

class ElectronApp extends EventEmitter {
  readonly isPackaged = process.env.ELECTRON_HOST_PACKAGED === '1'
  whenReady = (): Promise<void> => Promise.resolve()
  getAppPath = (): string => appPath
  getVersion = (): string => manifest.version
  getPath = (): string => process.env.DRYDOCK_DATA_DIR ?? appPath
  setPath = (): void => undefined
  enableSandbox = (): void => undefined
  requestSingleInstanceLock = (): boolean => true
  exit = (code = 0): void => process.exit(code)

  quit = (): void => {
    this.emit('before-quit', preventable())
    for (const close of [...closers]) {
      if (!close()) return
      closers.delete(close)
    }
    const event = preventable()
    this.emit('will-quit', event)
    if (!event.defaultPrevented) this.exit()
  }
}

export const app = new ElectronApp()

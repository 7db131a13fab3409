import { type BrowserWindow, MessageChannelMain } from 'electron'
import { serveApi } from '../../shared/rpc.ts'
import type { App } from '../app.ts'
import { isOwnPage } from './app-scheme.ts'
import { portChannel } from './port-channel.ts'

type Served = Pick<App, 'api' | 'onAnnounce'>

function servePort(app: Served) {
  const { port1, port2 } = new MessageChannelMain()
  const served = serveApi(portChannel(port1), app.api)
  const unsubscribe = app.onAnnounce(served.announce)
  const end = (): void => {
    unsubscribe()
    served.close()
    port1.close()
  }
  return { port: port2, end }
}

/**
 * Gives the page one port each time it has loaded, and ends the one before: a reloaded page starts afresh. The port
 * goes to the main frame of our own page and to nobody else.
 */
export function handOverPort(window: BrowserWindow, app: Served): void {
  let end: () => void = () => undefined
  const contents = window.webContents
  contents.on('did-finish-load', () => {
    end()
    end = () => undefined
    if (!isOwnPage(contents.getURL())) return
    const served = servePort(app)
    end = served.end
    contents.mainFrame.postMessage('drydock-port', null, [served.port])
  })
  window.once('closed', () => end())
}

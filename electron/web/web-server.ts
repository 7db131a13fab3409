import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { App } from '../app.ts'
import { openPageFiles } from '../entry/page-files.ts'
import { pageRequests } from './page-requests.ts'
import { originOf } from './same-origin.ts'
import { openSessions } from './session.ts'
import { acceptSockets } from './socket-requests.ts'

export interface WebServer {
  readonly port: number
  /** An address for one browser, once: the token is in its fragment. */
  readonly freshAddress: () => string
  readonly close: () => Promise<void>
}

export interface WebServerOptions {
  readonly app: Pick<App, 'api' | 'onAnnounce' | 'dropped'>
  /** The built page, `dist/renderer`. */
  readonly pageDir: string
  /** 0 takes any free one. */
  readonly port: number
}

/** Serves the page and the api on 127.0.0.1 and nowhere else. Rejects with Node's `EADDRINUSE` where the port is taken. */
export async function openWebServer(options: WebServerOptions): Promise<WebServer> {
  const sessions = openSessions()
  const server = createServer()
  const portOf = (): number => (server.address() as AddressInfo).port
  server.on('request', pageRequests(openPageFiles(options.pageDir), sessions, portOf, options.app.dropped))
  const closeSockets = acceptSockets(server, options.app, sessions, portOf)
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: portOf(),
    freshAddress: () => `${originOf(portOf())}/#token=${sessions.issueToken()}`,
    close: async () => {
      closeSockets()
      server.close()
      server.closeIdleConnections()
      const force = setTimeout(() => server.closeAllConnections(), 1000)
      await once(server, 'close')
      clearTimeout(force)
    },
  }
}

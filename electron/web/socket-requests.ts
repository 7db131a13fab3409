/** The WebSocket of the web entry: one per open page, each an end of shared/rpc.ts. */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { serveApi } from '../../shared/rpc.ts'
import type { App } from '../app.ts'
import { hasSession } from './page-requests.ts'
import { isFromOwnPage } from './same-origin.ts'
import type { Sessions } from './session.ts'
import { socketChannel } from './socket-channel.ts'

/** No question a window can ask is longer: the api's own limits add up to less. */
const MAX_QUESTION_BYTES = 1024 * 1024

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function serveWindow(socket: WebSocket, app: Pick<App, 'api' | 'onAnnounce'>): void {
  const served = serveApi(socketChannel(socket), app.api)
  const unsubscribe = app.onAnnounce(served.announce)
  socket.once('close', () => {
    unsubscribe()
    served.close()
  })
  // A broken connection also closes; without a listener the error would end the process.
  socket.on('error', () => socket.terminate())
}

function refusal(request: IncomingMessage, sessions: Sessions, port: number): string | undefined {
  if (!isFromOwnPage(request.headers, port)) return '403 Forbidden'
  if (request.url !== '/api') return '404 Not Found'
  return hasSession(request, sessions, port) ? undefined : '401 Unauthorized'
}

/** Takes WebSockets on `/api` from our own page with a session; every other upgrade is refused. Returns how to end them. */
export function acceptSockets(
  server: Server,
  app: Pick<App, 'api' | 'onAnnounce'>,
  sessions: Sessions,
  portOf: () => number,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_QUESTION_BYTES, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const status = refusal(request, sessions, portOf())
    if (status !== undefined) return refuse(socket, status)
    sockets.handleUpgrade(request, socket, head, opened => serveWindow(opened, app))
  })
  return () => {
    for (const socket of sockets.clients) socket.close(1001, 'Drydock was closed')
    sockets.close()
  }
}

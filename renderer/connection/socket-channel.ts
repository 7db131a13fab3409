/** A WebSocket as a channel: messages are JSON text. */
import type { Channel } from '../../shared/rpc.ts'

/** Where the app listens for this page. */
export const socketUrl = ({ protocol, host }: { readonly protocol: string; readonly host: string }): string =>
  `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api`

/** The channel over an open socket. */
export const socketChannel = (socket: WebSocket): Channel => ({
  send: message => socket.send(JSON.stringify(message)),
  onMessage: listener =>
    socket.addEventListener('message', event => listener(JSON.parse(String(event.data)) as unknown)),
})

/** Resolves with an open socket, or undefined when it could not be opened. */
export function openSocket(url: string): Promise<WebSocket | undefined> {
  return new Promise(resolve => {
    const socket = new WebSocket(url)
    socket.addEventListener('open', () => resolve(socket), { once: true })
    socket.addEventListener('close', () => resolve(undefined), { once: true })
  })
}

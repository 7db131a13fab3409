import type { WebSocket } from 'ws'
import type { Channel } from '../../shared/rpc.ts'

function parseMessage(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch {
    return undefined
  }
}

/** A WebSocket as a channel of JSON texts. A message that is not JSON, or is binary, closes the socket. */
export const socketChannel = (socket: WebSocket): Channel => ({
  send: message => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  },
  onMessage: listener => {
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const message = isBinary ? undefined : parseMessage(data.toString())
      if (typeof message === 'object' && message !== null) listener(message)
      else socket.close(1003, 'JSON objects only')
    })
  },
})

import type { MessagePortMain } from 'electron'
import type { Channel } from '../../shared/rpc.ts'

/** A MessagePort as a channel; it begins to deliver once somebody listens. */
export const portChannel = (port: MessagePortMain): Channel => ({
  send: message => port.postMessage(message),
  onMessage: listener => {
    port.on('message', event => listener(event.data))
    port.start()
  },
})

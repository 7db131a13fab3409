/** A MessagePort as a channel: messages are structured clones. */
import type { Channel } from '../../shared/rpc.ts'

/** The channel over a port; starts it. */
export const portChannel = (port: MessagePort): Channel => ({
  send: message => port.postMessage(message),
  onMessage(listener) {
    port.addEventListener('message', event => listener(event.data))
    port.start()
  },
})

const isPortMessage = (event: MessageEvent<unknown>): boolean =>
  event.source === window &&
  typeof event.data === 'object' &&
  event.data !== null &&
  'kind' in event.data &&
  event.data.kind === 'drydock-port'

/** Hears each port the preload script hands over; a page that is loaded again gets a new one. */
export function onPort(listener: (port: MessagePort) => void): () => void {
  const hear = (event: MessageEvent<unknown>): void => {
    const port = event.ports[0]
    if (port && isPortMessage(event)) listener(port)
  }
  window.addEventListener('message', hear)
  return () => window.removeEventListener('message', hear)
}

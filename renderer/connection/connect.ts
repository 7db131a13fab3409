/**
 * Picks the way to the app. Electron's preload hands over a MessagePort; a browser exchanges its token for a cookie and
 * opens a WebSocket, again and again with growing pauses when it is lost.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { WindowApi } from '../../shared/api.ts'
import { type Channel, connectApi } from '../../shared/rpc.ts'
import type { Connect, LinkState } from './link.ts'
import { onPort, portChannel } from './port-channel.ts'
import { askSession, exchangeToken } from './session.ts'
import { openSocket, socketChannel, socketUrl } from './socket-channel.ts'
import { openSteadyApi } from './steady-api.ts'

/** How long to wait before trying again, after so many tries: half a second, doubled up to 8 seconds. */
export const pauseMs = (attempt: number): number => Math.min(8000, 500 * 2 ** Math.max(0, attempt - 1))

const isElectron = (): boolean => navigator.userAgent.includes('Electron/') || !location.protocol.startsWith('http')

interface Line {
  readonly link: StoreApi<LinkState>
  attach(channel: Channel): void
  detach(): void
}

const pause = (attempt: number): Promise<void> => new Promise(resolve => setTimeout(resolve, pauseMs(attempt)))

/** Uses one socket until it closes; false when none could be opened. */
async function holdSocket(line: Line): Promise<boolean> {
  const socket = await openSocket(socketUrl(location))
  if (!socket) return false
  const closed = new Promise(resolve => socket.addEventListener('close', resolve, { once: true }))
  line.attach(socketChannel(socket))
  await closed
  line.detach()
  return true
}

async function keepSocket(line: Line): Promise<void> {
  await exchangeToken()
  for (let attempt = 1; ; attempt++) {
    const session = await askSession()
    if (session === 'unknown') return line.link.setState({ kind: 'no-session' }, true)
    if (session === 'known' && (await holdSocket(line))) attempt = 0
    line.link.setState({ kind: 'lost', attempt: attempt + 1 }, true)
    await pause(attempt)
  }
}

/** Opens the way to the app and keeps it open. */
export const connect: Connect = hear => {
  const steady = openSteadyApi()
  const link = createStore<LinkState>(() => ({ kind: 'connecting' }))
  const announce: WindowApi['announce'] = announcements => hear(announcements)
  const line: Line = {
    link,
    attach(channel) {
      steady.attach(connectApi(channel, announce))
      link.setState({ kind: 'open' }, true)
    },
    detach: () => steady.detach(),
  }
  onPort(port => {
    steady.detach()
    line.attach(portChannel(port))
  })
  if (!isElectron()) void keepSocket(line)
  return { api: steady.api, link }
}

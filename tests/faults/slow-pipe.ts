/** A port that hands every connection on, and can hold everything back for a while, as a network that is away does. */

import net from 'node:net'

export interface SlowPipe {
  readonly port: number
  pause(forMs: number): Promise<void>
  cut(): void
  close(): Promise<void>
}

export async function openSlowPipe(toPort: number): Promise<SlowPipe> {
  const sockets = new Set<net.Socket>()
  let isPaused = false
  const hold = (socket: net.Socket): void => {
    sockets.add(socket)
    socket.setNoDelay(true)
    if (isPaused) socket.pause()
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  const server = net.createServer(near => {
    const far = net.connect({ port: toPort, host: '127.0.0.1' })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      hold(from)
      from.on('data', bytes => to.write(bytes))
      from.on('close', () => to.destroy())
    }
  })
  await new Promise<void>(resolve => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    port: (server.address() as net.AddressInfo).port,
    async pause(forMs) {
      isPaused = true
      for (const socket of sockets) socket.pause()
      await new Promise(resolve => setTimeout(resolve, forMs))
      isPaused = false
      for (const socket of sockets) socket.resume()
    },
    cut,
    async close() {
      cut()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

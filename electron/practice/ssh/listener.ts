/** The port of a practice machine: open while the machine is up and reachable, always under the same number. */

import net from 'node:net'

const RETRY_MS = 50

export interface Listener {
  readonly port: number
  /** Opens or shuts the port; shutting also drops every connection. */
  setOpen(isOpen: boolean): void
  /** Destroys every connection. */
  drop(): void
  /** Shuts for good. */
  close(): Promise<void>
}

const listen = (server: net.Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.removeListener('error', reject)
      resolve()
    })
  })

/** Resolves when the server has let go of its port and all connections. */
const shut = (server: net.Server): Promise<void> =>
  new Promise(resolve => {
    if (server.listening) server.close(() => resolve())
    else resolve()
  })

interface Sockets {
  readonly accept: (socket: net.Socket) => void
  readonly drop: () => void
}

function createSockets(onSocket: (socket: net.Socket) => void): Sockets {
  const sockets = new Set<net.Socket>()
  return {
    accept: socket => {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('close', () => sockets.delete(socket))
      socket.on('error', () => socket.destroy())
      onSocket(socket)
    },
    drop: () => {
      for (const socket of sockets) socket.destroy()
    },
  }
}

const portOf = (server: net.Server): number => {
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('a practice machine without a port')
  return address.port
}

/** Opens a port of 127.0.0.1 that the system chooses and hands over every connection. */
export async function openListener(onSocket: (socket: net.Socket) => void): Promise<Listener> {
  const { accept, drop } = createSockets(onSocket)
  let server = net.createServer(accept)
  let isWanted = true
  let retry: NodeJS.Timeout | undefined
  await listen(server, 0)
  const port = portOf(server)

  const reopen = async () => {
    const fresh = net.createServer(accept)
    server = fresh
    try {
      await listen(fresh, port)
      if (!isWanted || server !== fresh) void shut(fresh)
    } catch {
      // Somebody else has taken the number meanwhile; it is the machine’s address, so it waits for it.
      if (isWanted && server === fresh) retry = setTimeout(reopen, RETRY_MS)
    }
  }
  const setOpen = (isOpen: boolean) => {
    if (isOpen === isWanted) return
    isWanted = isOpen
    clearTimeout(retry)
    if (isOpen) void reopen()
    else {
      void shut(server)
      drop()
    }
  }
  const close = async () => {
    const isShut = shut(server)
    setOpen(false)
    drop()
    await isShut
  }
  return { port, setOpen, drop, close }
}

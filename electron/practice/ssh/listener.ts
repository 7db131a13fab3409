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

/** Opens a port of 127.0.0.1 that the system chooses and hands over every connection. */
export async function openListener(onSocket: (socket: net.Socket) => void): Promise<Listener> {
  const sockets = new Set<net.Socket>()
  let server: net.Server | undefined
  let isWanted = true
  let retry: NodeJS.Timeout | undefined

  const accept = (socket: net.Socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    onSocket(socket)
  }
  const open = async (port: number) => {
    const fresh = net.createServer(accept)
    server = fresh
    await listen(fresh, port)
    if (!isWanted) fresh.close()
  }
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  await open(0)
  const address = server?.address()
  if (!address || typeof address === 'string') throw new Error('a practice machine without a port')
  const { port } = address

  const reopen = (): void => {
    // Somebody else may have taken the number meanwhile; it is the machine’s address, so it waits for it.
    open(port).catch(() => {
      if (isWanted) retry = setTimeout(reopen, RETRY_MS)
    })
  }
  const setOpen = (isOpen: boolean) => {
    if (isOpen === isWanted) return
    isWanted = isOpen
    clearTimeout(retry)
    if (isOpen) return reopen()
    server?.close()
    drop()
  }
  const close = async () => {
    const isListening = server?.listening === true
    const closed = new Promise<void>(resolve => {
      if (isListening) server?.once('close', () => resolve())
      else resolve()
    })
    setOpen(false)
    drop()
    await closed
  }
  return { port, setOpen, drop, close }
}

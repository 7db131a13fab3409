import type { Socket } from 'node:net'

type Written = (error?: Error | null) => void

/**
 * Lets a socket hand what is written to it in one go to the kernel in one go. ssh2 writes each packet of 32 KiB in three
 * pieces, and each would be a system call and a segment of its own: of an upload that was a fifth of what it computes.
 * To be called after `connect()`, which takes the method of a class back (net.js, `Socket.prototype.connect`).
 */
export function gatherWrites(socket: Socket): Socket {
  const write: (bytes: string | Uint8Array, encoding?: BufferEncoding, written?: Written) => boolean =
    socket.write.bind(socket)
  let isGathering = false
  socket.write = (bytes: string | Uint8Array, encoding?: BufferEncoding | Written, written?: Written): boolean => {
    if (!isGathering) {
      isGathering = true
      socket.cork()
      process.nextTick(() => {
        isGathering = false
        socket.uncork()
      })
    }
    return write(bytes, encoding as BufferEncoding, written)
  }
  return socket
}

import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatherWrites } from '../../../electron/ssh/gather-writes.ts'

let socket: Socket
let heard = ''
let whole: Promise<unknown>
const server = createServer(far => {
  far.on('data', bytes => {
    heard += bytes.toString('latin1')
  })
  whole = once(far, 'end')
})
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  socket = gatherWrites(connect((server.address() as AddressInfo).port, '127.0.0.1'))
  await once(socket, 'connect')
})
afterAll(() => {
  socket.destroy()
  server.close()
})

/** How often the socket went to the kernel. */
function countHandOvers(): () => number {
  let count = 0
  for (const name of ['_write', '_writev'] as const) {
    const handOver = socket[name] as (...words: unknown[]) => void
    socket[name] = (...words: unknown[]) => {
      count++
      handOver.apply(socket, words)
    }
  }
  return () => count
}

test('what is written in one go leaves in one go, in order; what is written later leaves later', async () => {
  const handOvers = countHandOvers()
  for (let at = 0; at < 30; at++) socket.write(`${at},`)
  expect(handOvers()).toBe(0)
  await new Promise(resolve => setImmediate(resolve))
  expect(handOvers()).toBe(1)
  socket.write('later')
  socket.end()
  await whole
  expect(handOvers()).toBe(2)
  expect(heard).toBe(`${Array.from({ length: 30 }, (_, at) => `${at},`).join('')}later`)
})

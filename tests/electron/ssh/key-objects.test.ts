import { KeyObject } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openClient } from '../../../electron/ssh/open-client.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { createPerson, depsOf, targetOf, trusted } from './answers.ts'

let server: OpensshServer
beforeAll(async () => {
  // The smallest there is (sshd_config(5)), so that a new key is agreed on while much is read.
  server = await startOpensshServer({ config: ['RekeyLimit 1M'] })
})
afterAll(() => server.stop())

interface Inside {
  readonly _protocol: { readonly _cipher: { _encKey: unknown }; readonly _decipher: { _decipherKey: unknown } }
}

test('each packet’s cipher gets a KeyObject, also after new keys were agreed on, and all arrives', async () => {
  const { client } = await openClient(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  const keys = () => {
    const { _cipher, _decipher } = (client as unknown as Inside)._protocol
    return [_cipher._encKey, _decipher._decipherKey]
  }
  const before = keys()
  const [one, other] = before
  expect(one).toBeInstanceOf(KeyObject)
  expect(other).toBeInstanceOf(KeyObject)
  let bytes = 0
  await new Promise((resolve, reject) => {
    client.exec('head -c 4000000 /dev/zero', (error, channel) => {
      if (error) return reject(error)
      channel.on('data', (piece: Buffer) => {
        bytes += piece.length
      })
      channel.on('close', resolve)
    })
  })
  expect(bytes).toBe(4_000_000)
  for (const [at, key] of keys().entries()) {
    expect(key).toBeInstanceOf(KeyObject)
    expect(key).not.toBe(before[at])
  }
  client.end()
})

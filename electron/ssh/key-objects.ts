/**
 * ssh2 1.17 makes a cipher for each packet and gives Node the bytes of the key (lib/protocol/crypto.js, AESGCMCipher). Node
 * 24 finds out that bytes are no KeyObject by throwing and catching twice (lib/internal/crypto/keys.js, prepareSecretKey):
 * 40 µs a packet, a fifth of what an upload computes. A KeyObject of the same bytes is taken as it is.
 */

import { createSecretKey } from 'node:crypto'
import type { Client } from 'ssh2'

const PLACES = [
  ['_cipher', '_encKey'],
  ['_decipher', '_decipherKey'],
] as const

type Protocol = Partial<Record<string, Partial<Record<string, unknown>>>>

/** After each key exchange. Where ssh2 keeps its keys otherwise, or another cipher was agreed on, all stays as it is. */
export function giveKeyObjects(client: Client): void {
  client.on('handshake', () => {
    const { _protocol: protocol } = client as unknown as { _protocol?: Protocol }
    for (const [part, name] of PLACES) {
      const cipher = protocol?.[part]
      const key = cipher?.[name]
      if (cipher && Buffer.isBuffer(key)) cipher[name] = createSecretKey(key)
    }
  })
}

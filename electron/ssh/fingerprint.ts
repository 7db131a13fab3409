import { createHash } from 'node:crypto'

/** A public key's fingerprint as `ssh-keygen -lf` prints it: `SHA256:` and unpadded base64. */
export const fingerprintOf = (key: Uint8Array): string =>
  `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`

/** The key type named in a public key blob (RFC 4253 section 6.6: a string comes first), as `ssh-ed25519`. */
export function keyTypeOf(key: Uint8Array): string {
  const blob = Buffer.from(key)
  return blob.length < 4 ? '' : blob.toString('latin1', 4, 4 + Math.min(blob.readUInt32BE(0), 64))
}

/** A key type as people say it, in messages and questions: ED25519, ECDSA, RSA (sshkey.c, shortname). */
export function shortKeyType(keyType: string): string {
  const security = keyType.startsWith('sk-') ? '-SK' : ''
  const name = /ed25519|ecdsa|rsa|dss/.exec(keyType)?.[0] ?? keyType
  return `${name === 'dss' ? 'DSA' : name.toUpperCase()}${security}`
}

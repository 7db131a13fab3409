import ssh2 from 'ssh2'

interface ThrowAwayKey {
  /** OpenSSH’s text form. */
  readonly privateKey: string
  /** The public key’s blob (RFC 4253, 6.6). */
  readonly publicBlob: Buffer
}

const PROBE = Buffer.from('practice')

function tryKey(text: string): ThrowAwayKey | undefined {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) return undefined
  const signature = key.sign(PROBE)
  const isGood = Buffer.isBuffer(signature) && key.verify(PROBE, signature) === true
  return isGood ? { privateKey: text, publicBlob: key.getPublicSSH() } : undefined
}

/**
 * A fresh Ed25519 key that lives in memory only. About one in 200 keys of ssh2 1.17 cannot be read back (it drops a
 * leading zero byte), so each is tried before it is used.
 */
export function generateThrowAwayKey(): ThrowAwayKey {
  for (;;) {
    const key = tryKey(ssh2.utils.generateKeyPairSync('ed25519').private)
    if (key) return key
  }
}

/** Reading private key files: which public key they hold, and unlocking them with a passphrase. */
import { readFile } from 'node:fs/promises'
import ssh2, { type ParsedKey } from 'ssh2'
import { AppError } from '../../shared/errors.ts'

const { parseKey } = ssh2.utils

export type KeyFile =
  | { readonly kind: 'open'; readonly path: string; readonly key: ParsedKey }
  | { readonly kind: 'locked'; readonly path: string; readonly publicKey: ParsedKey; readonly text: string }

/** What ssh2 1.17 says of an encrypted key without a passphrase (lib/protocol/keyParser.js). */
const ENCRYPTED = /no passphrase given/

const unreadable = (path: string, reason: string, cause?: unknown): AppError<'machine/key-unreadable'> =>
  new AppError('machine/key-unreadable', { path, reason }, { cause })

/** Reads a private key file; `machine/key-unreadable` says why it cannot be used. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const text = await readText(path)
  const key = parseKey(text)
  if (!(key instanceof Error)) {
    if (!key.isPrivateKey()) throw unreadable(path, 'it holds a public key; choose the file without “.pub”')
    return { kind: 'open', path, key }
  }
  if (!ENCRYPTED.test(key.message)) throw unreadable(path, `it is not a private key Drydock knows (${key.message})`)
  const publicKey = publicKeyIn(text) ?? (await publicKeyBeside(path))
  if (publicKey !== undefined) return { kind: 'locked', path, publicKey, text }
  throw unreadable(path, `it is locked and ${path}.pub is missing, so it cannot be offered; ssh-keygen -y makes it`)
}

/** The unlocked key, or undefined when the passphrase is wrong. */
export function unlockKey(text: string, passphrase: string): ParsedKey | undefined {
  // An empty passphrase counts as none for ssh2.
  if (passphrase === '') return undefined
  const key = parseKey(text, passphrase)
  return key instanceof Error ? undefined : key
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: 'there is no such file',
      EACCES: 'you may not read it',
      EISDIR: 'it is a folder',
    }
    const { code = '', message } = error as NodeJS.ErrnoException
    throw unreadable(path, reasons[code] ?? message, error)
  }
}

const MAGIC = 'openssh-key-v1\0'

/** OpenSSH's format keeps the public key readable (PROTOCOL.key: magic, cipher, kdf, kdf options, count, public key). */
function publicKeyIn(text: string): ParsedKey | undefined {
  const base64 = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END/.exec(text)?.[1]
  const blob = Buffer.from(base64 ?? '', 'base64')
  if (blob.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined
  try {
    let at = MAGIC.length
    for (let skipped = 0; skipped < 3; skipped += 1) at += 4 + blob.readUInt32BE(at)
    const length = blob.readUInt32BE(at + 4)
    return parsePublicKey(blob.subarray(at + 8, at + 8 + length))
  } catch {
    // Too short to be what it says it is.
    return undefined
  }
}

async function publicKeyBeside(path: string): Promise<ParsedKey | undefined> {
  try {
    return parsePublicKey(await readFile(`${path}.pub`))
  } catch {
    return undefined
  }
}

function parsePublicKey(data: Buffer): ParsedKey | undefined {
  const key = parseKey(data)
  return key instanceof Error ? undefined : key
}

import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keyTypeOf } from './fingerprint.ts'
import { hashedHost, hostName } from './host-pattern.ts'
import { hasHashedHosts } from './known-hosts.ts'

/** The text of known_hosts; empty when there is no such file yet. */
export async function readKnownHosts(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

export interface NewHostKey {
  readonly host: string
  readonly port: number
  readonly key: Uint8Array
  /** Hash the name even if no name in the file is hashed (ssh_config(5), HashKnownHosts). */
  readonly isHashed?: boolean
}

/**
 * Adds one line, leaves everything else in the file as it is, and hashes the name where the file does. A new file has
 * mode 0600, a new folder 0700.
 */
export async function appendHostKey(path: string, added: NewHostKey): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const text = await readKnownHosts(path)
  const name = hostName(added.host, added.port)
  const field = added.isHashed === true || hasHashedHosts(text) ? hashedHost(name) : name
  const line = `${field} ${keyTypeOf(added.key)} ${Buffer.from(added.key).toString('base64')}\n`
  // One write, so that another program adding a line at this moment cannot come between.
  await appendFile(path, text === '' || text.endsWith('\n') ? line : `\n${line}`, { mode: 0o600 })
}

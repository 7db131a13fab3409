/**
 * Reading known_hosts as OpenSSH does (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; hostfile.c). A key of another type than
 * the known ones is a changed key, not an unknown one, or an attacker would only have to show a type never seen before;
 * so the known types are negotiated first (sshconnect2.c, order_hostkeyalgs).
 *
 * Lines with @cert-authority are skipped: ssh2 does not speak host certificates.
 */
import { fingerprintOf, keyTypeOf } from './fingerprint.ts'
import { hostName, isHashedHost, matchesHost } from './host-pattern.ts'

export type HostKeyFinding =
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown' }
  /** Another key is known for it: where, and that one's fingerprint. */
  | { readonly kind: 'changed'; readonly line: number; readonly expected: string }
  | { readonly kind: 'revoked'; readonly line: number }

interface Entry {
  readonly marker: string
  readonly hosts: string
  readonly key: Buffer
  /** Counted from 1. */
  readonly line: number
}

/** What a known_hosts text says about the key a machine showed. */
export function findHostKey(text: string, host: string, port: number, key: Uint8Array): HostKeyFinding {
  const finding = findUnderName(text, hostName(host, port), key)
  if (finding.kind !== 'unknown' || port === 22) return finding
  // As ssh(1): the same key under the name without the port will do, another one there says nothing about this port.
  const plain = findUnderName(text, hostName(host, 22), key)
  return plain.kind === 'known' || plain.kind === 'revoked' ? plain : finding
}

function findUnderName(text: string, name: string, key: Uint8Array): HostKeyFinding {
  const entries = entriesFor(text, name)
  const same = entries.filter(entry => entry.key.equals(key))
  const revoked = same.find(entry => entry.marker === '@revoked')
  if (revoked !== undefined) return { kind: 'revoked', line: revoked.line }
  if (same.some(entry => entry.marker === '')) return { kind: 'known' }
  const others = entries.filter(entry => entry.marker === '')
  const other = others.find(entry => keyTypeOf(entry.key) === keyTypeOf(key)) ?? others[0]
  if (other === undefined) return { kind: 'unknown' }
  return { kind: 'changed', line: other.line, expected: fingerprintOf(other.key) }
}

/** The key types known for a machine, in the order of the file. */
export function knownKeyTypes(text: string, host: string, port: number): readonly string[] {
  const own = typesUnder(text, hostName(host, port))
  return own.length > 0 || port === 22 ? own : typesUnder(text, hostName(host, 22))
}

const typesUnder = (text: string, name: string): readonly string[] => [
  ...new Set(
    entriesFor(text, name)
      .filter(entry => entry.marker === '')
      .map(entry => keyTypeOf(entry.key)),
  ),
]

/** Whether names are stored hashed in this text already. */
export const hasHashedHosts = (text: string): boolean => parse(text).some(entry => isHashedHost(entry.hosts))

const entriesFor = (text: string, name: string): readonly Entry[] =>
  parse(text).filter(entry => entry.marker !== '@cert-authority' && matchesHost(entry.hosts, name))

function parse(text: string): readonly Entry[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const fields = line.trim().split(/[ \t]+/)
    const marker = fields[0]?.startsWith('@') === true ? (fields.shift() ?? '') : ''
    const [hosts = '', keyType = '', base64 = ''] = fields
    const key = Buffer.from(base64, 'base64')
    // A line that says one type and holds another is damaged; OpenSSH skips it too.
    if (hosts.startsWith('#') || keyType === '' || keyTypeOf(key) !== keyType) return []
    return [{ marker, hosts, key, line: index + 1 }]
  })
}

/** The host field of a known_hosts line (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
import { createHmac, randomBytes } from 'node:crypto'

/** A machine's name in known_hosts: lower case, and `[host]:port` unless the port is 22 (misc.c, put_host_port). */
export const hostName = (host: string, port: number): string =>
  port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`

/** `|1|salt|hash`: HMAC-SHA1 of the name under a salt of 20 bytes (hostfile.c, host_hash). */
export function hashedHost(name: string, salt: Uint8Array = randomBytes(20)): string {
  const hash = createHmac('sha1', salt).update(name).digest('base64')
  return `|1|${Buffer.from(salt).toString('base64')}|${hash}`
}

export const isHashedHost = (field: string): boolean => field.startsWith('|')

/** Whether a host field is for a name: a hash, or patterns with `*` and `?` of which none with `!` may match. */
export function matchesHost(field: string, name: string): boolean {
  if (isHashedHost(field)) return matchesHash(field, name)
  const patterns = field.split(',').filter(pattern => pattern !== '')
  const matches = (pattern: string): boolean => matchesPattern(pattern.toLowerCase(), name)
  if (patterns.some(pattern => pattern.startsWith('!') && matches(pattern.slice(1)))) return false
  return patterns.some(pattern => !pattern.startsWith('!') && matches(pattern))
}

function matchesHash(field: string, name: string): boolean {
  const [, version, salt] = field.split('|')
  return version === '1' && salt !== undefined && hashedHost(name, Buffer.from(salt, 'base64')) === field
}

/**
 * By hand rather than as a regular expression, whose time can explode on `*a*a*a*b`: on a mismatch only the last star
 * takes one character more.
 */
function matchesPattern(pattern: string, text: string): boolean {
  let at = 0
  let star = -1
  let starText = 0
  for (let i = 0; i < text.length; ) {
    if (pattern[at] === '*') {
      star = at
      starText = i
      at += 1
    } else if (pattern[at] === '?' || pattern[at] === text[i]) {
      at += 1
      i += 1
    } else if (star >= 0) {
      at = star + 1
      starText += 1
      i = starText
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}

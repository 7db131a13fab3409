/** Cookies ignore ports (RFC 6265 section 8.5), so the port is in the name: two Drydocks do not sign each other out. */

const nameOf = (port: number): string => `drydock-${port}`

/** `Set-Cookie`: scripts cannot read it, other sites cannot send it, it ends with the browser. */
export const sessionCookie = (port: number, secret: string): string =>
  `${nameOf(port)}=${secret}; HttpOnly; SameSite=Strict; Path=/`

/** Our secret from a `Cookie` header, or undefined. */
export function parseSessionCookie(header: string | undefined, port: number): string | undefined {
  const prefix = `${nameOf(port)}=`
  const pairs = (header ?? '').split(';').map(pair => pair.trim())
  return pairs.find(pair => pair.startsWith(prefix))?.slice(prefix.length)
}

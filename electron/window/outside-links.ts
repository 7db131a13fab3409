/** Sites Drydock's own texts link to. An address that came from a machine or a registry is never one of them. */
const allowedHosts: ReadonlySet<string> = new Set([
  'github.com',
  'bootc-dev.github.io',
  'coreos.github.io',
  'docs.fedoraproject.org',
  'docs.podman.io',
  'ostreedev.github.io',
])

/** Whether `url` may be handed to the desktop: https, one of our sites, no user name or port to mislead with. */
export function isAllowedOutside(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password } = new URL(url)
  return protocol === 'https:' && allowedHosts.has(host) && username === '' && password === ''
}

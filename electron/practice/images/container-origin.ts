/**
 * ostree's container image references, as rpm-ostree takes and shows them (tests/reference/README.md, behaviour 5;
 * ostree-rs-ext container/mod.rs).
 */

export interface ContainerOrigin {
  readonly signature: 'unverified' | 'signed'
  /** ostree's word: `registry`, `oci`, `containers-storage`, … */
  readonly transport: string
  /** What follows the transport; for a registry the bare name. */
  readonly name: string
}

const TRANSPORTS = [
  'registry',
  'docker',
  'oci',
  'oci-archive',
  'docker-archive',
  'containers-storage',
  'dir',
  'docker-daemon',
]

const SCHEMES = ['ostree-unverified-image', 'ostree-unverified-registry', 'ostree-image-signed'] as const

/** Reads `TRANSPORT:REST`; gives ostree-ext's message for what is none. */
export function parseTransportReference(text: string): Omit<ContainerOrigin, 'signature'> | string {
  const colon = text.indexOf(':')
  if (colon === -1) return `Missing ':' in ${text}`
  const transport = text.slice(0, colon)
  const rest = text.slice(colon + 1)
  if (!TRANSPORTS.includes(transport)) return `Unknown transport '${transport}'`
  if (rest === '') return `Invalid empty name in ${text}`
  if (transport !== 'docker') return { transport, name: rest }
  return rest.startsWith('//') ? { transport: 'registry', name: rest.slice(2) } : `Missing // in docker:// in ${text}`
}

/** Reads a reference with its prefix; a message for a malformed one, undefined for what is an ostree branch instead. */
export function parseContainerOrigin(text: string): ContainerOrigin | string | undefined {
  if (/^ostree-remote-(?:image|registry):/.test(text))
    return 'Cannot currently verify layered containers via ostree remote'
  const scheme = SCHEMES.find(known => text.startsWith(`${known}:`))
  if (!scheme)
    return text.startsWith('ostree-') ? `Invalid ostree image reference scheme: ${text.split(':')[0]}` : undefined
  const rest = text.slice(scheme.length + 1)
  const signature = scheme === 'ostree-image-signed' ? 'signed' : 'unverified'
  if (scheme === 'ostree-unverified-registry') {
    return rest === '' ? `Invalid empty name in ${text}` : { signature, transport: 'registry', name: rest }
  }
  const parsed = parseTransportReference(rest)
  return typeof parsed === 'string' ? parsed : { signature, ...parsed }
}

/** A reference as rpm-ostree shows it, which can differ from what was typed. */
export function showContainerOrigin({ signature, transport, name }: ContainerOrigin): string {
  if (transport !== 'registry') {
    return `${signature === 'signed' ? 'ostree-image-signed' : 'ostree-unverified-image'}:${transport}:${name}`
  }
  return signature === 'signed' ? `ostree-image-signed:docker://${name}` : `ostree-unverified-registry:${name}`
}

/** The same as containers-transports(5) writes it. */
export const sourceOf = ({ transport, name }: Omit<ContainerOrigin, 'signature'>): string =>
  transport === 'registry' ? `docker://${name}` : `${transport}:${name}`

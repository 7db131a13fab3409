import type { ImageOrigin, SignaturePolicy } from '../../shared/deployment.ts'

/** An origin for people: registry references lose their transport, everything else keeps it. */
export const imageOrigin = (transport: string, rest: string, signature: SignaturePolicy): ImageOrigin =>
  transport === 'docker' || transport === 'registry'
    ? { reference: rest.replace(/^docker:\/\//, ''), transport: 'docker', signature }
    : { reference: `${transport}:${rest}`, transport, signature }

function fromTransportReference(text: string, signature: SignaturePolicy): ImageOrigin | undefined {
  const [, transport, rest] = /^([a-z][a-z-]*):(.+)$/s.exec(text) ?? []
  if (transport === undefined || rest === undefined) return undefined
  return imageOrigin(transport, transport === 'docker' ? rest.replace(/^\/\//, '') : rest, signature)
}

/**
 * Reads rpm-ostree's `container-image-reference` in all its spellings, so that two of them can be compared; undefined
 * for anything else (a plain ostree branch). Grammar: ostree-ext, lib/src/container/mod.rs.
 */
export function parseOrigin(text: string): ImageOrigin | undefined {
  const [, scheme, rest = ''] = /^(ostree-[a-z]+-[a-z]+):(.*)$/s.exec(text) ?? []
  switch (scheme) {
    case 'ostree-unverified-registry':
      return fromTransportReference(`registry:${rest}`, 'unverified')
    case 'ostree-unverified-image':
      return fromTransportReference(rest, 'unverified')
    case 'ostree-image-signed':
      return fromTransportReference(rest, 'signed')
    case 'ostree-remote-registry':
      return fromTransportReference(`registry:${rest.replace(/^[^:]*:/, '')}`, 'ostree-remote')
    case 'ostree-remote-image':
      return fromTransportReference(rest.replace(/^[^:]*:/, ''), 'ostree-remote')
    default:
      return undefined
  }
}

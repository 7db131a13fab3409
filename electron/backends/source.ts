/**
 * A source is what a backend is told to read: `transport:rest` in the words of containers-transports(5). Each backend
 * spells it differently, so it is taken apart once, here. Because a source always begins with a transport it can never
 * be mistaken for an option.
 */

import { AppError } from '../../shared/errors.ts'

/**
 * Transports both backends read: they share the library that does it (ostree-ext, lib/src/container/mod.rs; bootc:
 * `--transport` of bootc-switch(8)).
 */
export const readableTransports: readonly string[] = [
  'docker',
  'oci',
  'oci-archive',
  'docker-archive',
  'containers-storage',
  'dir',
  'docker-daemon',
]

export interface Source {
  readonly transport: string
  /** Behind the colon; for a registry without the two slashes. */
  readonly rest: string
}

function reasonAgainst(source: string, transport: string | undefined, rest: string | undefined): string | undefined {
  if (transport === undefined || rest === undefined) return 'it does not begin with a transport'
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(source)) return 'it contains a control character'
  if (transport === 'docker' && !rest.startsWith('//')) return 'two slashes must follow “docker:”'
  return rest.replace(/^\/\//, '') === '' ? 'nothing follows the transport' : undefined
}

/** Takes `transport:rest` apart. Throws `image/invalid-reference`, or `image/unsupported-transport` naming `backend`. */
export function parseSource(source: string, backend: string): Source {
  const [, transport, rest] = /^([a-z][a-z-]*):(.*)$/s.exec(source) ?? []
  const reason = reasonAgainst(source, transport, rest)
  if (transport === undefined || rest === undefined || reason !== undefined) {
    throw new AppError('image/invalid-reference', { text: source, reason: reason ?? 'it is empty' })
  }
  if (!readableTransports.includes(transport)) {
    throw new AppError('image/unsupported-transport', { transport, backend, known: readableTransports.join(', ') })
  }
  return { transport, rest: transport === 'docker' ? rest.slice(2) : rest }
}

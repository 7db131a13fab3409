/** Decides about the host key a machine shows, with a person's help where it is new. */
import { AppError } from '../../shared/errors.ts'
import type { Ask } from '../lib/ask.ts'
import { fingerprintOf, keyTypeOf, shortKeyType } from './fingerprint.ts'
import { findHostKey, knownKeyTypes } from './known-hosts.ts'
import { appendHostKey, readKnownHosts } from './known-hosts-file.ts'
import { addressOf, type SshTarget } from './ssh-target.ts'

export interface HostKeyDeps {
  readonly ask: Ask
  readonly knownHostsPath: string
  readonly signal?: AbortSignal
}

/**
 * True when the key is the right one. An unknown key is asked about once and then remembered; refused, it rejects
 * with `machine/host-key-unknown`. A changed or revoked key is never asked about: `machine/host-key-changed`.
 */
export async function checkHostKey(target: SshTarget, key: Buffer, deps: HostKeyDeps): Promise<true> {
  if (target.trustedHostKey !== undefined) return checkTrusted(target, target.trustedHostKey, key)
  if (target.hostKeyPolicy === 'accept-any') return true
  const text = await readKnownHosts(deps.knownHostsPath)
  const finding = findHostKey(text, target.host, target.port, key)
  if (finding.kind === 'known') return true
  if (finding.kind === 'unknown') return askAndRemember(target, key, deps)
  const expected = finding.kind === 'changed' ? finding.expected : 'a key that is not revoked'
  throw changed(target, key, { expected, file: deps.knownHostsPath, line: finding.line })
}

function checkTrusted(target: SshTarget, trusted: string, key: Buffer): true {
  const expected = Buffer.from(trusted, 'base64')
  if (expected.equals(key)) return true
  throw changed(target, key, { expected: fingerprintOf(expected), file: 'what Drydock was told', line: 1 })
}

function changed(
  target: SshTarget,
  key: Buffer,
  where: { readonly expected: string; readonly file: string; readonly line: number },
): AppError<'machine/host-key-changed'> {
  return new AppError('machine/host-key-changed', { machine: target.name, ...shown(key), ...where })
}

async function askAndRemember(target: SshTarget, key: Buffer, deps: HostKeyDeps): Promise<true> {
  const question = { kind: 'host-key', machine: target.name, address: addressOf(target), ...shown(key) } as const
  const answer = await deps.ask(question, deps.signal)
  if (answer !== true) throw new AppError('machine/host-key-unknown', { machine: target.name, ...shown(key) })
  const isHashed = target.hashKnownHosts === true
  await appendHostKey(deps.knownHostsPath, { host: target.host, port: target.port, key, isHashed })
  return true
}

const shown = (key: Buffer) => ({ fingerprint: fingerprintOf(key), keyType: shortKeyType(keyTypeOf(key)) })

/**
 * How to negotiate the host key: types already known for the machine first, so that it shows a key we can compare, and
 * never ssh-rsa, which signs with SHA-1. Regular expressions, because ssh2 throws for a plain name that the crypto
 * library at hand (Electron's is BoringSSL) does not support.
 */
export async function hostKeyAlgorithms(target: SshTarget, knownHostsPath: string): Promise<HostKeyAlgorithms> {
  const types = await trustedKeyTypes(target, knownHostsPath)
  const known = types.flatMap(type => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]))
  return { remove: ['ssh-rsa', ...known], prepend: known.map(name => new RegExp(`^${name.replaceAll('.', '\\.')}$`)) }
}

/** In this order ssh2 1.17 applies them (lib/utils.js, generateAlgorithmList). */
export interface HostKeyAlgorithms {
  readonly remove: readonly string[]
  readonly prepend: readonly RegExp[]
}

async function trustedKeyTypes(target: SshTarget, knownHostsPath: string): Promise<readonly string[]> {
  if (target.trustedHostKey !== undefined) return [keyTypeOf(Buffer.from(target.trustedHostKey, 'base64'))]
  if (target.hostKeyPolicy === 'accept-any') return []
  return knownKeyTypes(await readKnownHosts(knownHostsPath), target.host, target.port)
}

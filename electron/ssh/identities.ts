/**
 * The keys to log in with, in ssh(1)'s order (sshconnect2.c, pubkey_prepare): keys of the agent that were also named,
 * the agent's others, then key files; locked files last, and their passphrase is asked for only when the machine has
 * said that it would accept that key.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2'
import { AppError, isAppError } from '../../shared/errors.ts'
import type { Ask } from '../lib/ask.ts'
import { agentKeys, findAgent, signWithAgent } from './agent.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type KeyFile, readKeyFile, unlockKey } from './key-file.ts'
import type { SecretMemory } from './secret-memory.ts'
import type { SshTarget } from './ssh-target.ts'

export interface Identity {
  readonly publicKey: ParsedKey
  /** Where it is from, for messages. */
  readonly label: string
  sign(data: Buffer, hash: string | undefined): Promise<Buffer>
}

export interface Identities {
  readonly list: readonly Identity[]
  /** Named key files that could not be used, and keys that could not be unlocked later on. */
  readonly troubles: AppError<'machine/key-unreadable'>[]
}

export interface IdentityDeps {
  readonly ask: Ask
  readonly memory: SecretMemory
  readonly signal?: AbortSignal
}

const MAX_PASSPHRASE_TRIES = 3

const usualKeyPaths = (): readonly string[] =>
  ['id_ed25519', 'id_ecdsa', 'id_rsa'].map(name => join(homedir(), '.ssh', name))

/** Collects what a target may log in with. Files that are missing among the usual ones are no trouble. */
export async function openIdentities(target: SshTarget, deps: IdentityDeps): Promise<Identities> {
  const troubles: AppError<'machine/key-unreadable'>[] = []
  const files = await readKeyFiles(target, troubles)
  const agent = target.useAgent ? findAgent() : undefined
  const fromAgent = (await agentKeys(agent)).map(key => agentIdentity(agent, key))
  const isNamed = (each: Identity): boolean => files.some(file => isSameKey(publicKeyOf(file), each.publicKey))
  const named = fromAgent.filter(isNamed)
  const others = target.identitiesOnly ? [] : fromAgent.filter(each => !isNamed(each))
  const remaining = files.filter(file => !named.some(each => isSameKey(publicKeyOf(file), each.publicKey)))
  const fromFiles = [
    ...remaining.filter(file => file.kind === 'open'),
    ...remaining.filter(file => file.kind === 'locked'),
  ].map(file => fileIdentity(target, file, deps, troubles))
  return { list: [...ownIdentity(target), ...named, ...others, ...fromFiles], troubles }
}

const publicKeyOf = (file: KeyFile): ParsedKey => (file.kind === 'open' ? file.key : file.publicKey)

const isSameKey = (a: ParsedKey, b: ParsedKey): boolean => a.getPublicSSH().equals(b.getPublicSSH())

async function readKeyFiles(
  target: SshTarget,
  troubles: AppError<'machine/key-unreadable'>[],
): Promise<readonly KeyFile[]> {
  const isUsual = target.keyPaths.length === 0
  if (isUsual && target.privateKey !== undefined) return []
  const files: KeyFile[] = []
  for (const path of isUsual ? usualKeyPaths() : target.keyPaths) {
    try {
      files.push(await readKeyFile(path))
    } catch (error) {
      if (!isAppError(error, 'machine/key-unreadable')) throw error
      if (!isUsual || !isMissing(error.cause)) troubles.push(error)
    }
  }
  return files
}

const isMissing = (cause: unknown): boolean => (cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'

function ownIdentity(target: SshTarget): readonly Identity[] {
  if (target.privateKey === undefined) return []
  const key = ssh2.utils.parseKey(target.privateKey)
  if (key instanceof Error) throw new AppError('internal', { reason: `the key of ${target.name} is damaged` })
  return [{ publicKey: key, label: 'its own key', sign: async (data, hash) => signed(key, data, hash) }]
}

function agentIdentity(agent: BaseAgent | undefined, publicKey: ParsedKey): Identity {
  return {
    publicKey,
    label: `agent: ${fingerprintOf(publicKey.getPublicSSH())}`,
    sign: async (data, hash) => {
      if (agent === undefined) throw new Error('there is no agent')
      return signWithAgent(agent, publicKey, data, hash)
    },
  }
}

function fileIdentity(
  target: SshTarget,
  file: KeyFile,
  deps: IdentityDeps,
  troubles: AppError<'machine/key-unreadable'>[],
): Identity {
  return {
    publicKey: publicKeyOf(file),
    label: file.path,
    async sign(data, hash) {
      if (file.kind === 'open') return signed(file.key, data, hash)
      try {
        return signed(await unlock(target.name, file, deps), data, hash)
      } catch (error) {
        if (isAppError(error, 'machine/key-unreadable')) troubles.push(error)
        throw error
      }
    },
  }
}

async function unlock(
  machine: string,
  file: Extract<KeyFile, { kind: 'locked' }>,
  { ask, memory, signal }: IdentityDeps,
): Promise<ParsedKey> {
  const { path, text } = file
  const slot = `passphrase ${path}`
  const remembered = unlockKey(text, memory.get(slot) ?? '')
  if (remembered !== undefined) return remembered
  for (let tries = 0; tries < MAX_PASSPHRASE_TRIES; tries += 1) {
    const answer = await ask({ kind: 'passphrase', machine, path, isRetry: tries > 0 }, signal)
    if (typeof answer !== 'string') throw new AppError('machine/key-unreadable', { path, reason: 'it stayed locked' })
    const key = unlockKey(text, answer)
    if (key === undefined) continue
    memory.set(slot, answer)
    return key
  }
  throw new AppError('machine/key-unreadable', { path, reason: 'the passphrase is wrong' })
}

function signed(key: ParsedKey, data: Buffer, hash: string | undefined): Buffer {
  const signature: Buffer | Error = key.sign(data, hash)
  if (signature instanceof Error) throw signature
  return signature
}

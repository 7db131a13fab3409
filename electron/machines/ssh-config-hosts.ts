/** What ~/.ssh/config says about one host, in the words of a connection: tokens and defaults filled in, checked. */

import { join } from 'node:path'
import { newMachineSchema } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { readSshConfigFile, type SshConfigFile } from './ssh-config-file.ts'

export interface ConfiguredHost {
  readonly alias: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** In the order they are tried; empty means the usual ones. */
  readonly identityPaths: readonly string[]
  /** False for `IdentityAgent none`. */
  readonly useAgent: boolean
  /** Only these keys, none of the agent's others. */
  readonly identitiesOnly: boolean
  /** As in ProxyJump, or empty. */
  readonly jump: string
  /** Whether a new host key is written down hashed. */
  readonly hashKnownHosts: boolean
}

export interface SshConfigHosts {
  readonly names: readonly string[]
  /** Rejects with `usage/invalid` for what Drydock will not do: ProxyCommand, or a value that is no address or user. */
  resolve(alias: string): ConfiguredHost
}

/** Who asks: what `~`, `%d`, `%u` and an absent User mean. */
export interface LocalUser {
  readonly home: string
  readonly name: string
  readonly env: NodeJS.ProcessEnv
}

type Values = ReturnType<SshConfigFile['compute']>

const refuse = (alias: string, reason: string): AppError<'usage/invalid'> =>
  new AppError('usage/invalid', { reason: `“${alias}” of your SSH configuration cannot be used: ${reason}.` })

const one = (values: Values, key: string): string | undefined => {
  const value = values[key]
  const text = typeof value === 'string' ? value : value?.join(' ')
  return text === '' || text?.toLowerCase() === 'none' ? undefined : text
}

const many = (values: Values, key: string): readonly string[] => {
  const value = values[key]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

const isYes = (values: Values, key: string): boolean => one(values, key)?.toLowerCase() === 'yes'

/** TOKENS of ssh_config(5); one that is not known stays as it is and then names no file. */
const expandTokens = (text: string, tokens: Readonly<Record<string, string>>): string =>
  text.replace(/%(.)/g, (whole, letter: string) => tokens[letter] ?? whole)

function expandPath(path: string, tokens: Readonly<Record<string, string>>, local: LocalUser): string {
  const named = path.replace(/\$\{(\w+)\}/g, (_, name: string) => local.env[name] ?? '')
  const full = expandTokens(named, tokens)
  return full.startsWith('~/') ? join(local.home, full.slice(2)) : full
}

function checked(alias: string, field: 'host' | 'user', value: string): string {
  if (newMachineSchema.shape[field].safeParse(value).success) return value
  throw refuse(alias, `“${value}” is not ${field === 'host' ? 'a host name or address' : 'a user name'}`)
}

function portOf(alias: string, values: Values): number {
  const port = Number(one(values, 'port') ?? '22')
  if (Number.isInteger(port) && port > 0 && port < 65536) return port
  throw refuse(alias, `“${one(values, 'port')}” is not a port`)
}

/** ProxyJump and ProxyCommand exclude each other: whichever the configuration says first counts (ssh_config(5)). */
function jumpOf(alias: string, values: Values): string {
  const first = Object.keys(values).find(key => key === 'proxyjump' || key === 'proxycommand')
  if (first === 'proxycommand' && one(values, 'proxycommand') !== undefined) {
    throw refuse(alias, 'it uses ProxyCommand, which Drydock does not run; ProxyJump works')
  }
  return first === 'proxyjump' ? (one(values, 'proxyjump') ?? '') : ''
}

function resolveHost(alias: string, values: Values, local: LocalUser): ConfiguredHost {
  const host = expandTokens(one(values, 'hostname') ?? alias, { h: alias, '%': '%' })
  const user = checked(alias, 'user', one(values, 'user') ?? local.name)
  const port = portOf(alias, values)
  const tokens = { '%': '%', d: local.home, u: local.name, h: host, n: alias, p: String(port), r: user }
  const identities = many(values, 'identityfile').filter(path => path.toLowerCase() !== 'none')
  return {
    alias,
    host: checked(alias, 'host', host),
    port,
    user,
    identityPaths: identities.map(path => expandPath(path, tokens, local)),
    useAgent: String(values.identityagent).toLowerCase() !== 'none',
    identitiesOnly: isYes(values, 'identitiesonly'),
    hashKnownHosts: isYes(values, 'hashknownhosts'),
    jump: jumpOf(alias, values),
  }
}

/** Reads the configuration as it is now; asking for a name it does not mention gives ssh's own defaults. */
export function readSshConfigHosts(path: string, local: LocalUser): SshConfigHosts {
  const file = readSshConfigFile(path, local.home)
  return { names: file.names, resolve: alias => resolveHost(alias, file.compute(alias), local) }
}

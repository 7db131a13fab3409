/** How to connect to a machine a person added: the address as typed, or what ~/.ssh/config says now. */

import { join } from 'node:path'
import { AppError } from '../../shared/errors.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import { parseJumps } from './parse-jumps.ts'
import type { SavedMachine } from './saved-machines.ts'
import type { ConfiguredHost, LocalUser, SshConfigHosts } from './ssh-config-hosts.ts'

/** ~/.ssh/config, read only for those who need it. */
type Config = () => SshConfigHosts

/** As many machines in a row as anybody has; a configuration that jumps in circles ends here. */
const MAX_JUMPS = 8

const tooManyJumps = (name: string): AppError<'usage/invalid'> =>
  new AppError('usage/invalid', { reason: `“${name}” is reached by too many jumps, or by jumps in a circle.` })

function jumpTargets(name: string, jump: string, config: Config, depth: number): readonly SshTarget[] {
  if (depth > MAX_JUMPS) throw tooManyJumps(name)
  return parseJumps(jump).flatMap(({ host, user, port }, at) => {
    const configured = config().resolve(host)
    const hop = { ...configured, user: user ?? configured.user, port: port ?? configured.port }
    // As with ssh -J, a hop's own ProxyJump counts only for the first: the others are reached through the one before.
    const before = at === 0 ? jumpTargets(name, configured.jump, config, depth + 1) : []
    return [...before, { ...configuredTarget(hop), name: host, jump: [] }]
  })
}

const configuredTarget = (host: ConfiguredHost): Omit<SshTarget, 'jump' | 'name'> => ({
  host: host.host,
  port: host.port,
  user: host.user,
  keyPaths: host.identityPaths,
  useAgent: host.useAgent,
  identitiesOnly: host.identitiesOnly,
  hashKnownHosts: host.hashKnownHosts,
})

const inHome = (path: string, { home }: LocalUser): string => (path.startsWith('~/') ? join(home, path.slice(2)) : path)

/**
 * The target of a saved machine, with its jumps in order from here. Throws `usage/invalid` for what Drydock cannot use
 * of a configuration, and `machine/unreachable` when an imported name is not there any more.
 */
export function sshTargetOf(saved: SavedMachine, config: Config, local: LocalUser): SshTarget {
  if (saved.kind === 'ssh-config') {
    const hosts = config()
    if (!hosts.names.includes(saved.name)) {
      throw new AppError('machine/unreachable', { machine: saved.name, reason: 'it is not in ~/.ssh/config any more' })
    }
    const host = hosts.resolve(saved.name)
    return { name: saved.name, ...configuredTarget(host), jump: jumpTargets(saved.name, host.jump, () => hosts, 0) }
  }
  const { name, host, port, user, keyPath, jump } = saved
  return {
    name,
    host,
    port,
    user,
    keyPaths: keyPath === '' ? [] : [inHome(keyPath, local)],
    useAgent: true,
    // A key that was chosen is the one to use; offering an agent's ten others first gets one locked out.
    identitiesOnly: keyPath !== '',
    jump: jumpTargets(name, jump, config, 0),
  }
}

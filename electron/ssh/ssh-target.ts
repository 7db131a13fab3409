import { AppError } from '../../shared/errors.ts'

/** Where and as whom to log in, and what may prove it. */
export interface SshTarget {
  /** What messages call it. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly user: string
  /** Empty (and no `privateKey`): the agent and the usual files of ~/.ssh, as ssh(1) does. */
  readonly keyPaths: readonly string[]
  /** Ask the agent of SSH_AUTH_SOCK (on Windows: OpenSSH's pipe). */
  readonly useAgent: boolean
  /** Of the agent's keys only those that are in `keyPaths` too (ssh_config(5), IdentitiesOnly). */
  readonly identitiesOnly: boolean
  /** A private key itself, kept in memory: a practice machine's. */
  readonly privateKey?: string
  /** The one host key that is right, base64 of its blob; known_hosts is then neither read nor written. */
  readonly trustedHostKey?: string
  /**
   * `accept-any` asks nothing and remembers nothing. Only for Podman machines: podman itself connects to them with
   * StrictHostKeyChecking=no (pkg/machine/ssh.go), they are at 127.0.0.1, their port goes from one machine to the next,
   * and nobody writes their keys down.
   */
  readonly hostKeyPolicy?: 'known-hosts' | 'accept-any'
  /** Write a new host key hashed (ssh_config(5), HashKnownHosts), also when the file has no hashed entry yet. */
  readonly hashKnownHosts?: boolean
  /** Machines to go through, in order from here; their own `jump` is not looked at. */
  readonly jump: readonly SshTarget[]
}

/** Nothing that a shell, an option parser or known_hosts would read as more than a name (CVE-2023-51385). */
const UNSAFE_NAME = /^-|[\s\u0000-\u001f\u007f"'`$\\;&<>|(){}]/

/** Refuses a target no machine can have, with `usage/invalid`: option-like or shell-like names, impossible ports. */
export function checkSshTarget(target: SshTarget): void {
  const refuse = (reason: string): never => {
    throw new AppError('usage/invalid', { reason })
  }
  if (target.host === '' || UNSAFE_NAME.test(target.host))
    refuse(`“${target.host}” is not the name or address of a machine`)
  if (target.user === '' || UNSAFE_NAME.test(target.user.replaceAll('\\', '')))
    refuse(`“${target.user}” is not a user name`)
  if (!Number.isInteger(target.port) || target.port < 1 || target.port > 65_535) refuse(`${target.port} is not a port`)
  for (const hop of target.jump) checkSshTarget(hop)
}

/** `host` or `host:port`, with brackets where the host is an IPv6 address. */
export function addressOf({ host, port }: Pick<SshTarget, 'host' | 'port'>): string {
  if (port === 22) return host
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

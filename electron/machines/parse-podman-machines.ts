/**
 * Reads what `podman machine list --format json` and `podman machine inspect` print, from Podman 3 to 6. Fields come and
 * go between versions, so each is optional here and has one place where its absence is made up for.
 */

import * as z from 'zod'

/** Where and how to log in, as podman does: always the loopback address, the machine's own key. */
export interface PodmanSsh {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: string
  readonly identityPath: string
}

export interface PodmanMachine {
  readonly name: string
  /** The machine the default connection points to; can be true nowhere. */
  readonly isDefault: boolean
  readonly state: 'running' | 'stopped' | 'starting'
  /** Podman logs in as root there, with the same key. */
  readonly rootful: boolean
  /** `qemu`, `applehv`, `libkrun`, `hyperv`, `wsl`, or empty where neither command tells. */
  readonly vmType: string
  /** Undefined when podman names no port or key, as Podman 3 and 4.0 do in their list. */
  readonly ssh?: PodmanSsh
}

const listEntry = z.object({
  Name: z.string().min(1),
  Default: z.boolean().catch(false),
  Running: z.boolean().catch(false),
  Starting: z.boolean().catch(false),
  VMType: z.string().catch(''),
  Port: z.number().catch(0),
  RemoteUsername: z.string().catch(''),
  IdentityPath: z.string().catch(''),
})

const sshConfig = z.object({
  IdentityPath: z.string().catch(''),
  Port: z.number().catch(0),
  RemoteUsername: z.string().catch(''),
})

const inspectEntry = z.object({
  Name: z.string().min(1),
  State: z.string().catch(''),
  Rootful: z.boolean().catch(false),
  ConfigDir: z.object({ Path: z.string() }).optional().catch(undefined),
  SSHConfig: sshConfig.optional().catch(undefined),
})

export type ListEntry = z.infer<typeof listEntry>
export type InspectEntry = z.infer<typeof inspectEntry>

/** The names and states of `podman machine list --format json`; throws when the text is not such a list. */
export const parseMachineList = (stdout: string): readonly ListEntry[] => z.array(listEntry).parse(JSON.parse(stdout))

/** The machines of `podman machine inspect`; throws when the text is not such a list. */
export const parseMachineInspect = (stdout: string): readonly InspectEntry[] =>
  z.array(inspectEntry).parse(JSON.parse(stdout))

const isUsablePort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65536

function sshOf(listed: ListEntry, inspected: InspectEntry | undefined, rootful: boolean): PodmanSsh | undefined {
  const told = inspected?.SSHConfig
  const port = told?.Port || listed.Port
  const identityPath = told?.IdentityPath || listed.IdentityPath
  if (!isUsablePort(port) || identityPath === '') return undefined
  const user = rootful ? 'root' : told?.RemoteUsername || listed.RemoteUsername || 'core'
  return { host: '127.0.0.1', port, user, identityPath }
}

function stateOf(listed: ListEntry, inspected: InspectEntry | undefined): PodmanMachine['state'] {
  if (listed.Starting || inspected?.State === 'starting') return 'starting'
  return listed.Running ? 'running' : 'stopped'
}

/** The last part of the configuration's folder, `…/machine/applehv`, which is all inspect says of the provider. */
const providerOf = (inspected: InspectEntry | undefined): string =>
  inspected?.ConfigDir?.Path.split(/[\\/]/).at(-1) ?? ''

/** One machine from both commands; inspect is missing for a machine that went away between the two. */
export function podmanMachine(listed: ListEntry, inspected?: InspectEntry): PodmanMachine {
  // Podman marks the default in its table with an asterisk; very old versions did so in the JSON as well.
  const name = listed.Name.replace(/\*$/, '')
  const rootful = inspected?.Rootful ?? false
  const ssh = sshOf(listed, inspected, rootful)
  return {
    name,
    isDefault: listed.Default || name !== listed.Name,
    state: stateOf(listed, inspected),
    rootful,
    vmType: listed.VMType || providerOf(inspected),
    ...(ssh === undefined ? {} : { ssh }),
  }
}

/** One line of the list before anything is known of the machine itself: where it comes from and how to reach it. */

import { AppError } from '../../shared/errors.ts'
import type { MachineState } from '../../shared/machine.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import type { PodmanMachine } from './parse-podman-machines.ts'
import type { SavedMachine } from './saved-machines.ts'

export type MachineRecord = {
  readonly id: string
  readonly name: string
  readonly address: string
  readonly isDefault: boolean
} & (
  | { readonly kind: 'practice'; readonly target: SshTarget }
  | { readonly kind: 'local' }
  | { readonly kind: 'podman'; readonly machine: PodmanMachine }
  | { readonly kind: 'ssh'; readonly saved: SavedMachine }
)

/** `user@machine:port`, the port left out where it is ssh's own; as a person would type it. */
export const sshAddress = (user: string, host: string, port: number): string =>
  `${user}@${host}${port === 22 ? '' : `:${port}`}`

const podmanAddress = ({ ssh, vmType }: PodmanMachine): string =>
  ssh ? sshAddress(ssh.user, ssh.host, ssh.port) : vmType

const podmanId = (name: string): string => `podman:${name}`
export const sshId = (name: string): string => `ssh:${name}`

export const podmanRecord = (machine: PodmanMachine): MachineRecord => ({
  id: podmanId(machine.name),
  name: machine.name,
  kind: 'podman',
  address: podmanAddress(machine),
  isDefault: machine.isDefault,
  machine,
})

export const practiceRecord = (practice: { id: string; name: string; target: SshTarget }): MachineRecord => ({
  id: practice.id,
  name: practice.name,
  kind: 'practice',
  address: sshAddress(practice.target.user, practice.target.host, practice.target.port),
  isDefault: false,
  target: practice.target,
})

export const LOCAL_RECORD: MachineRecord = {
  id: 'local',
  name: 'this computer',
  kind: 'local',
  address: 'this computer',
  isDefault: false,
}

/** Nothing of an imported one is known here but its name; ~/.ssh/config knows the rest. */
export const sshRecord = (saved: SavedMachine): MachineRecord => ({
  id: sshId(saved.name),
  name: saved.name,
  kind: 'ssh',
  address: saved.kind === 'address' ? sshAddress(saved.user, saved.host, saved.port) : saved.name,
  isDefault: false,
  saved,
})

/** The state of a machine that need not be asked: podman says it does not run, or it can never be rebased. */
export function stateWithoutAsking(record: MachineRecord): MachineState | undefined {
  if (record.kind !== 'podman') return undefined
  const { machine } = record
  if (machine.vmType === 'wsl') {
    return { kind: 'unsupported', error: new AppError('machine/wsl', { machine: machine.name }).report }
  }
  if (machine.state !== 'running') return { kind: machine.state }
  if (machine.ssh) return undefined
  const reason = 'podman does not say its port or its key'
  return { kind: 'unreachable', error: new AppError('machine/unreachable', { machine: machine.name, reason }).report }
}

const rank = ({ kind, isDefault }: MachineRecord): number =>
  kind === 'podman' ? (isDefault ? 0 : 1) : { ssh: 2, local: 3, practice: 4 }[kind]

/** Not localeCompare: its first call loads the language's tables, which alone takes longer than the whole list. */
function byName(a: MachineRecord, b: MachineRecord): number {
  const [left, right] = [a.name.toLowerCase(), b.name.toLowerCase()]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The default Podman machine, other Podman machines, SSH machines by name, this computer, practice as given. */
export const inListOrder = (records: readonly MachineRecord[]): readonly MachineRecord[] =>
  records.toSorted((a, b) => rank(a) - rank(b) || (a.kind === 'practice' ? 0 : byName(a, b)))

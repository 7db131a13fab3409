/** What the window says about a machine: state, kind and facts in words. Pure. */
import { nextBoot } from '../../shared/deployment.ts'
import type { Machine, MachineFacts, MachineKind, SudoAccess } from '../../shared/machine.ts'
import { formatDuration } from '../ui/format.ts'
import type { Tone } from '../ui/state-label.tsx'

export type MachineLook =
  | 'ready'
  | 'restart-pending'
  | 'changing'
  | 'asking'
  | 'restarting'
  | 'stopped'
  | 'starting'
  | 'unreachable'
  | 'unsupported'

/** Whether the next restart starts another system than the one that runs. */
export function isRestartPending({ facts }: Machine): boolean {
  const status = facts?.status
  return status !== undefined && nextBoot(status)?.role !== 'booted' && nextBoot(status) !== undefined
}

/** The one word for how a machine stands; a running job comes first. */
export function lookOf(machine: Machine): MachineLook {
  if (machine.runningJobId !== undefined && machine.state.kind !== 'unreachable') return 'changing'
  if (machine.state.kind === 'ready') return isRestartPending(machine) ? 'restart-pending' : 'ready'
  return machine.state.kind
}

export const lookWords: Readonly<Record<MachineLook, { readonly text: string; readonly tone: Tone }>> = {
  ready: { text: 'Ready', tone: 'good' },
  'restart-pending': { text: 'Restart pending', tone: 'pending' },
  changing: { text: 'Job under way', tone: 'pending' },
  asking: { text: 'Asking…', tone: 'quiet' },
  restarting: { text: 'Restarting…', tone: 'pending' },
  stopped: { text: 'Stopped', tone: 'quiet' },
  starting: { text: 'Starting…', tone: 'quiet' },
  unreachable: { text: 'Unreachable', tone: 'danger' },
  unsupported: { text: 'Cannot be rebased', tone: 'warning' },
}

export const kindWords: Readonly<Record<MachineKind, string>> = {
  practice: 'Practice',
  podman: 'Podman machine',
  ssh: 'SSH',
  local: 'This computer',
}

const sudoWords: Readonly<Record<SudoAccess, string>> = {
  'is-root': 'logged in as root',
  passwordless: 'sudo without a password',
  'needs-password': 'sudo asks for a password',
  refused: 'sudo refused',
  missing: 'no sudo',
}

/** Whether a rebase can be begun on it. */
export const canRebase = (machine: Machine): boolean =>
  machine.state.kind === 'ready' && machine.runningJobId === undefined && machine.facts?.backend !== undefined

/** `Fedora CoreOS 42`, without the version said twice. */
export const osWords = ({ osName, osVersion }: MachineFacts): string =>
  osName.includes(osVersion) || osVersion === '' ? osName : `${osName} ${osVersion}`

/** The facts of a machine in reading order, each a short phrase. */
export function factWords(facts: MachineFacts): readonly string[] {
  return [
    osWords(facts),
    facts.architecture,
    facts.backend ?? 'no backend',
    `up ${formatDuration(facts.uptimeSeconds * 1000)}`,
    `${facts.user}, ${sudoWords[facts.sudo]}`,
    ...(facts.rootful ? ['root’s image storage first'] : []),
  ]
}

/** Whether what is shown of it is what it said before, not what it says now. */
export const isOld = ({ state, facts }: Machine): boolean =>
  facts !== undefined && (state.kind === 'unreachable' || state.kind === 'stopped')

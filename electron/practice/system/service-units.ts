/** The units of a practice machine that commands ask about, and their states now. */

import { ownEntry } from './own-entry.ts'
import { unitState } from './transient-unit.ts'
import { hasTrouble, stagedDeployment, type World } from './world.ts'

export interface ServiceUnit {
  readonly name: string
  readonly description: string
  /** `active`, `inactive`, `failed`. */
  readonly active: string
  readonly sub: string
  readonly result: string
  readonly enabled: string
  readonly startedAtMs: number | undefined
  /** An exit code, or the number of the signal that ended it. */
  readonly exitCode: number
  /** Undefined while it runs. */
  readonly exitKind: 'exited' | 'killed' | undefined
  readonly invocationId: string
}

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  'NetworkManager.service': 'Network Manager',
  'bootc-fetch-apply-updates.timer': 'Apply bootc updates',
  'dbus-broker.service': 'D-Bus System Message Bus',
  'my-service.service': 'A service of the person who practises',
  'ostree-boot-complete.service': 'OSTree Complete Boot',
  'ostree-finalize-staged.path': 'OSTree Monitor Staged Deployment',
  'ostree-finalize-staged.service': 'OSTree Finalize Staged Deployment',
  'podman.socket': 'Podman API Socket',
  'rpm-ostreed-automatic.timer': 'rpm-ostree Automatic Update Trigger',
  'rpm-ostreed.service': 'rpm-ostree System Management Daemon',
  'sshd.service': 'OpenSSH server daemon',
  'zincati.service': 'Zincati Update Agent',
}

const ALWAYS_ACTIVE = [
  'NetworkManager.service',
  'dbus-broker.service',
  'ostree-finalize-staged.path',
  'podman.socket',
  'sshd.service',
]

function isActive(world: World, name: string): boolean {
  if (ALWAYS_ACTIVE.includes(name)) return true
  if (name === 'zincati.service') return hasTrouble(world, 'zincati-active')
  if (name === 'rpm-ostreed.service') return world.transaction !== undefined
  if (name === 'ostree-finalize-staged.service') return stagedDeployment(world) !== undefined
  return false
}

/** Names of all units that have failed. */
export function failedUnitNames(world: World): readonly string[] {
  const transient = [...world.units.values()].filter(unit => unitState(unit).active === 'failed')
  const daemon = hasTrouble(world, 'daemon-down') ? ['rpm-ostreed.service'] : []
  return [...world.state.failedUnits, ...daemon, ...transient.map(unit => unit.name)]
}

const isExited = (name: string): boolean => name === 'ostree-finalize-staged.service'

function installedUnit(world: World, name: string): ServiceUnit | undefined {
  const description = ownEntry(DESCRIPTIONS, name)
  if (description === undefined) return undefined
  const hasFailed = failedUnitNames(world).includes(name)
  const active = hasFailed ? 'failed' : isActive(world, name) ? 'active' : 'inactive'
  const running = isExited(name) ? 'exited' : name.endsWith('.service') ? 'running' : 'listening'
  return {
    name,
    description,
    active,
    sub: hasFailed ? 'failed' : active === 'active' ? running : 'dead',
    result: hasFailed ? 'exit-code' : 'success',
    enabled: 'enabled',
    startedAtMs: active === 'active' ? world.state.bootedAtMs + 4000 : undefined,
    exitCode: hasFailed ? 1 : 0,
    exitKind: active === 'active' ? undefined : 'exited',
    invocationId: '',
  }
}

/** `zincati` means `zincati.service`. */
export const fullUnitName = (name: string): string => (/\.[a-z]+$/.test(name) ? name : `${name}.service`)

/** A unit by name, or undefined for one that is not there. */
export function findUnit(world: World, given: string): ServiceUnit | undefined {
  const name = fullUnitName(given)
  const transient = world.units.get(name)
  if (!transient) return installedUnit(world, name)
  const { description, startedAtMs, exit, invocationId } = transient
  const ended = { exitCode: exit?.status ?? 0, exitKind: exit?.kind }
  return { name, description, ...unitState(transient), enabled: 'transient', startedAtMs, invocationId, ...ended }
}

/** Every unit that is loaded. */
export const loadedUnits = (world: World): readonly ServiceUnit[] =>
  [...Object.keys(DESCRIPTIONS), ...world.units.keys()]
    .map(name => findUnit(world, name))
    .filter(unit => unit !== undefined)
    .filter(unit => unit.active !== 'inactive')
    .sort((a, b) => (a.name < b.name ? -1 : 1))

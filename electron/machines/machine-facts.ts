/** Turns a probe into what Drydock knows of a machine. A section that failed leaves its fact empty, never wrong. */

import type { BackendStatus } from '../../shared/deployment.ts'
import {
  type DrydockUnit,
  type FileSystemSpace,
  type MachineFacts,
  ociArchitecture,
  type Session,
} from '../../shared/machine.ts'
import type { Backend } from '../backends/backend.ts'
import { bootc } from '../backends/bootc.ts'
import { chooseBackend } from '../backends/choose-backend.ts'
import { defined } from '../backends/defined.ts'
import { parseFinalizeFailure } from '../backends/finalize-failure.ts'
import { rpmOstree } from '../backends/rpm-ostree.ts'
import { isJobDirectory } from './drydock-places.ts'
import { parseDf } from './parse-df.ts'
import { parseOsRelease } from './parse-os-release.ts'
import { parseUpdateAgents } from './parse-update-agents.ts'
import type { SectionName } from './probe-script.ts'
import { answerOf, type Probe } from './status-probe.ts'
import { sudoAccess } from './sudo-access.ts'

const line = (probe: Probe, name: SectionName): string => (answerOf(probe, name) ?? '').trim()

const lines = (probe: Probe, name: SectionName): readonly string[] =>
  (answerOf(probe, name) ?? '').split('\n').filter(each => each.trim() !== '')

const isThere = (probe: Probe, name: SectionName): boolean => probe[name]?.exitCode === 0

function statusFrom(probe: Probe, section: SectionName, backend: Backend): BackendStatus | undefined {
  const printed = answerOf(probe, section)
  if (printed === undefined) return undefined
  try {
    return backend.parseStatus(printed)
  } catch {
    // Not a status: the same as no answer. What was printed stays in the probe, for the error.
    return undefined
  }
}

/** The status of the backend Drydock will use there; undefined where neither answered as one that booted the machine. */
export function chosenStatus(probe: Probe): BackendStatus | undefined {
  const ostreeStatus = statusFrom(probe, 'rpm-ostree', rpmOstree)
  const bootcStatus = statusFrom(probe, 'bootc', bootc)
  return chooseBackend({
    ...(ostreeStatus ? { rpmOstree: ostreeStatus } : {}),
    ...(bootcStatus ? { bootc: bootcStatus } : {}),
  })
}

const SPACES = { 'df-boot': '/boot', 'df-sysroot': '/sysroot', 'df-var-tmp': '/var/tmp' } as const

function fileSystems(probe: Probe): readonly FileSystemSpace[] {
  return Object.entries(SPACES).flatMap(([section, path]) => {
    const space = parseDf(path, answerOf(probe, section as keyof typeof SPACES) ?? '')
    return space ? [space] : []
  })
}

/** du(1) `-s -k`: 1024-byte blocks and a path, a line each. */
function storeBytes(probe: Probe): number | undefined {
  const blocks = lines(probe, 'store').flatMap(each => /^(\d+)\s/.exec(each)?.[1] ?? [])
  const total = blocks.reduce((sum, count) => sum + Number(count) * 1024, 0)
  return total === 0 ? undefined : total
}

/** `who` (POSIX): user, terminal, then the time. */
function sessions(probe: Probe): readonly Session[] {
  return lines(probe, 'who').flatMap(each => {
    const [user, terminal] = each.split(/\s+/)
    return user && terminal ? [{ user, terminal }] : []
  })
}

/** Why the last staged deployment was not activated; the journal of the boot before tells, or the unit of this one. */
function finalizeFailure(probe: Probe): string | undefined {
  const told = [answerOf(probe, 'finalize-journal'), answerOf(probe, 'boot-complete-journal')]
  const reason = parseFinalizeFailure(told.filter(text => text !== undefined).join('\n'))
  if (reason !== undefined) return reason
  return line(probe, 'boot-complete') === 'failed' ? 'ostree-boot-complete.service failed' : undefined
}

const numberIn = (text: string, pattern: RegExp): number | undefined => {
  const number = pattern.exec(text)?.[1]
  return number === undefined ? undefined : Number(number)
}

/** `systemctl list-units --plain --no-legend`: name, load, active, sub, description. */
function drydockUnits(probe: Probe): readonly DrydockUnit[] {
  return lines(probe, 'drydock-units').flatMap(each => {
    const [name = '', , state = '', , ...description] = each.trim().split(/\s+/)
    return /^drydock-[\w.-]+$/.test(name) ? [{ name, state, description: description.join(' ') }] : []
  })
}

/** How root's commands can run there. */
export const probedSudo = (probe: Probe) =>
  sudoAccess(line(probe, 'uid'), probe.sudo?.exitCode ?? 127, probe.sudo?.text ?? '')

/** What one probe learned. `rootful`: a Podman machine whose containers are root's. */
export function machineFacts(probe: Probe, { rootful }: { readonly rootful: boolean }): MachineFacts {
  const os = parseOsRelease(answerOf(probe, 'os-release') ?? '')
  const status = chosenStatus(probe)
  const failure = finalizeFailure(probe)
  const sudo = probedSudo(probe)
  const stored = storeBytes(probe)
  return {
    osName: os.name,
    osVersion: os.version,
    architecture: ociArchitecture(line(probe, 'machine')),
    bootId: line(probe, 'boot-id'),
    uptimeSeconds: Math.floor(Number.parseFloat(line(probe, 'uptime')) || 0),
    user: line(probe, 'user'),
    rootful: rootful || sudo === 'is-root',
    sudo,
    ...(status ? { backend: status.backend, status } : {}),
    fileSystems: fileSystems(probe),
    ...(stored === undefined ? {} : { storeBytes: stored }),
    tools: {
      podman: isThere(probe, 'has-podman'),
      skopeo: isThere(probe, 'has-skopeo'),
      systemd: isThere(probe, 'has-systemd'),
      ...defined({ systemdVersion: numberIn(line(probe, 'systemd-version'), /^systemd (\d+)/) }),
    },
    ...defined({ uid: numberIn(line(probe, 'uid'), /^(\d+)$/) }),
    isSelinuxEnforced: line(probe, 'selinux') === '1',
    drydockUnits: drydockUnits(probe),
    drydockDirectories: lines(probe, 'drydock-directories').filter(isJobDirectory),
    sessions: sessions(probe),
    runningContainers: lines(probe, 'containers').length + lines(probe, 'root-containers').length,
    failedUnits: lines(probe, 'failed-units').flatMap(each => each.trim().split(/\s+/).slice(0, 1)),
    updateAgents: parseUpdateAgents(answerOf(probe, 'update-agents') ?? ''),
    ...(failure === undefined ? {} : { finalizeFailure: failure }),
  }
}

import { AppError } from '../../shared/errors.ts'
import { chosenStatus, probedSudo } from './machine-facts.ts'
import { parseOsRelease } from './parse-os-release.ts'
import { answerOf, type Probe } from './status-probe.ts'

export interface ProbedMachine {
  /** Its name, and the user Drydock logs in as. */
  readonly machine: string
  readonly user: string
  /** What the probe printed on standard error: the backends' own words. */
  readonly stderr?: string
}

const has = (probe: Probe, section: 'has-bootc' | 'has-rpm-ostree' | 'ostree-booted'): boolean =>
  probe[section]?.exitCode === 0

function osName(probe: Probe): string {
  const { name, version } = parseOsRelease(answerOf(probe, 'os-release') ?? '')
  return [name, version].filter(part => part !== '').join(' ') || 'a system that does not say its name'
}

/** bootc reads its status only as root (bootc(8)); rpm-ostree tells everybody. */
function sudoStands(probe: Probe, { machine, user }: ProbedMachine): AppError | undefined {
  if (!has(probe, 'has-bootc')) return undefined
  const access = probedSudo(probe)
  if (access === 'needs-password') return new AppError('sudo/password', { machine, user })
  return access === 'refused' || access === 'missing' ? new AppError('sudo/refused', { machine, user }) : undefined
}

/**
 * Why a machine that answers cannot be rebased, or undefined when it can: it was not booted from an image; its backend
 * does not answer; or only root may ask its backend, and that needs a password first.
 */
export function unsupportedReason(probe: Probe, machine: ProbedMachine): AppError | undefined {
  if (chosenStatus(probe)) return undefined
  if (!has(probe, 'ostree-booted')) {
    return new AppError('machine/not-image-based', { machine: machine.machine, os: osName(probe) })
  }
  const backend = has(probe, 'has-rpm-ostree') ? 'rpm-ostree' : 'bootc'
  const raw = [machine.stderr, probe['rpm-ostree']?.text, probe.bootc?.text].filter(Boolean).join('\n')
  return (
    sudoStands(probe, machine) ?? new AppError('machine/backend-broken', { machine: machine.machine, backend }, { raw })
  )
}

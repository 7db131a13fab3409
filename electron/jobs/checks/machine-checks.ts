/** What preflight asks of the machine itself. Every check is a fact, what follows from it, and what to do. */

import { AppError } from '../../../shared/errors.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Check } from '../../../shared/plan.ts'
import { blocks, fine, warns } from './check.ts'

/** A machine without a backend is refused before this; here the backend is only named. */
export function backendCheck(facts: MachineFacts): Check {
  const name = `${facts.osName} ${facts.osVersion}`.trim()
  return fine('backend', `${name} was booted from an image and is changed by ${facts.backend}.`)
}

export function sudoCheck(machine: string, facts: MachineFacts): Check {
  if (facts.sudo === 'is-root') return fine('sudo', 'Drydock is logged in as root.')
  if (facts.sudo === 'passwordless') return fine('sudo', `${facts.user} may use sudo without a password.`)
  if (facts.sudo === 'needs-password') {
    const { message } = new AppError('sudo/password', { machine, user: facts.user })
    return warns('sudo', message, 'You are asked for it when the job begins.', 'Have the password at hand.')
  }
  const { message, report } = new AppError('sudo/refused', { machine, user: facts.user })
  return blocks('sudo', message, 'Changing the system needs root.', report.next)
}

export function transactionCheck(machine: string, facts: MachineFacts): Check {
  const title = facts.status?.transaction?.title
  if (title === undefined) return fine('transaction', 'No other change is under way.')
  const error = new AppError('backend/transaction', { machine, title })
  return blocks('transaction', error.message, 'Two changes at once are not possible.', error.report.next)
}

export function updateAgentCheck(facts: MachineFacts): Check {
  const driver = facts.status?.updateDriver
  const agents = facts.updateAgents.map(agent =>
    agent.since === undefined ? agent.unit : `${agent.unit} (since ${agent.since})`,
  )
  if (agents.length === 0 && !driver) return fine('update-agent', 'No update agent is running.')
  return warns(
    'update-agent',
    `An update agent may change this machine by itself: ${agents.length > 0 ? agents.join(', ') : `${driver?.name} (${driver?.unit})`}.`,
    'It may stage or restart into another system later, also instead of the one chosen here.',
    `To stay on your choice: sudo systemctl disable --now ${facts.updateAgents[0]?.unit ?? driver?.unit ?? ''}`,
  )
}

export function packagesCheck(facts: MachineFacts): Check {
  const packages = facts.status?.deployments.find(each => each.role === 'booted')?.layeredPackages ?? []
  if (facts.status?.incompatible) {
    return blocks(
      'packages',
      packages.length > 0
        ? `${countOf(packages)} added to this system: ${listed(packages)}.`
        : 'This system was modified with rpm-ostree.',
      'bootc refuses to change a system that was modified with rpm-ostree.',
      'Remove them with “rpm-ostree reset”, or rebase with rpm-ostree.',
    )
  }
  if (packages.length === 0) return fine('packages', 'No packages were added to this system.')
  return warns(
    'packages',
    `${countOf(packages)} added to this system: ${listed(packages)}.`,
    'rpm-ostree adds them to the new system again, which takes longer and fails if one does not fit it.',
    `To leave them behind: sudo rpm-ostree uninstall ${packages.join(' ')}`,
  )
}

const countOf = (packages: readonly string[]): string =>
  packages.length === 1 ? '1 package was' : `${packages.length} packages were`

const listed = (packages: readonly string[]): string =>
  packages.length <= 6 ? packages.join(', ') : `${packages.slice(0, 6).join(', ')} and ${packages.length - 6} more`

/** The commands of a job, built once: the plan shows them and the steps run them. */

import type { Plan } from '../../../shared/plan.ts'
import type { Backend } from '../../backends/backend.ts'

/** Reads the boot id: short, and the first thing asked of a machine that comes back. */
export const bootIdCommand: readonly string[] = ['cat', '/proc/sys/kernel/random/boot_id']

/** How the image gets staged; `source` differs from the plan's after a fall-back to export. */
export function stagingCommand(backend: Backend, plan: Plan, source: string, hasProgressFd = true): readonly string[] {
  const signature = plan.after?.signature ?? 'unverified'
  const options = { signature, progressFd: backend.name === 'bootc' && hasProgressFd }
  return plan.action === 'upgrade' ? backend.upgradeCommand(options) : backend.stageCommand(source, options)
}

/** How the newest content of what is followed is brought. */
export function upgradeCommand(backend: Backend, plan: Plan, hasProgressFd = true): readonly string[] {
  const signature = plan.after?.signature ?? 'unverified'
  return backend.upgradeCommand({ signature, progressFd: backend.name === 'bootc' && hasProgressFd })
}

/** Every command the staging of this plan may come to: after a fall-back it is another than the first. */
export function stagingCommands(
  backend: Backend,
  plan: Plan,
  source: string | undefined,
): readonly (readonly string[])[] {
  const signature = plan.after?.signature ?? 'unverified'
  const stage = source === undefined ? [] : [backend.stageCommand(source, { signature })]
  return [...stage, backend.upgradeCommand({ signature })]
}

/** Removes the one directory a job makes. */
export const removeDirectoryCommand = (directory: string): readonly string[] => ['rm', '-rf', '--', directory]

/** The source an export leaves for the backend. */
export const exportedSource = (directory: string): string => `oci:${directory}`

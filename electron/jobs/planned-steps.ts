/** The exact commands of a plan, from the same builders the steps use. */

import { deploymentIn } from '../../shared/deployment.ts'
import type { StepName } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan, PlannedStep } from '../../shared/plan.ts'
import { exportCommand } from '../images/export-image.ts'
import { inspectConfigCommand, inspectRawCommand } from '../images/inspect-source.ts'
import { probeCommand } from '../machines/status-probe.ts'
import { plannedUploadCommands } from '../uploads/planned-upload.ts'
import type { PlanContext } from './make-plan.ts'
import { restartLine } from './narrated-machine.ts'
import { stepsFor } from './plans.ts'
import { exportedSource, removeDirectoryCommand, stagingCommand } from './steps/commands.ts'

const TITLES: Readonly<Record<StepName, string>> = {
  preflight: 'Look at the machine once more',
  resolve: 'Find the image',
  export: 'Export the image where root can read it',
  upload: 'Send what the machine lacks',
  stage: 'Stage the new system',
  rollback: 'Make the way back the next system',
  discard: 'Discard the staged system',
  ask: 'Ask you about the restart',
  restart: 'Restart the machine',
  verify: 'See what booted',
  'clean-up': 'Remove what was made on the way',
}

/** `asked` are the commands that resolved the image. */
export function plannedSteps(context: PlanContext, plan: Plan, asked: readonly string[]): readonly PlannedStep[] {
  const names = stepsFor(plan).map(step => step.name)
  const all: readonly StepName[] = hasDirectory(plan) ? [...names, 'clean-up'] : names
  return all.map(name => ({ name, title: TITLES[name], commands: commandsOf(name, context, plan, asked) }))
}

/** What is written is looked at once more: its digest is known only then. */
function exportCommands(name: string, directory: string, facts: MachineFacts): readonly (readonly string[])[] {
  const source = exportedSource(directory)
  const looks = facts.tools.skopeo ? [inspectRawCommand(source), inspectConfigCommand(source)] : []
  return [exportCommand(name, directory), ...looks]
}

const isExport = (plan: Plan): boolean => plan.image?.via === 'export'

const hasDirectory = (plan: Plan): boolean => isExport(plan) || plan.image?.via === 'upload'

function commandsOf(
  name: StepName,
  { machine, backend, facts }: PlanContext,
  plan: Plan,
  asked: readonly string[],
): readonly string[] {
  const asRoot = (argv: readonly string[]): string => machine.commandLine(argv, { sudo: true })
  const directory = plan.directory ?? ''
  switch (name) {
    case 'preflight':
    case 'verify':
      return [machine.commandLine(probeCommand())]
    case 'resolve':
      return asked
    case 'export':
      return exportCommands(plan.image?.localName ?? '', directory, facts).map(argv => machine.commandLine(argv))
    case 'upload':
      return plannedUploadCommands(plan).map(argv => machine.commandLine(argv))
    case 'stage': {
      const source = isExport(plan) ? exportedSource(directory) : (plan.image?.source ?? '')
      return [asRoot(stagingCommand(backend, plan, source))]
    }
    case 'rollback': {
      const first = deploymentIn(facts.status, 'staged') ? [asRoot(backend.discardCommand)] : []
      return [...first, asRoot(backend.rollbackCommand)]
    }
    case 'discard':
      return [asRoot(backend.discardCommand)]
    case 'restart':
      return [restartLine(machine)]
    case 'clean-up':
      return [machine.commandLine(removeDirectoryCommand(directory))]
    case 'ask':
      return []
  }
}

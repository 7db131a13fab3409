/** The exact commands of a plan, from the same builders the steps use. */

import { deploymentIn } from '../../shared/deployment.ts'
import type { StepName } from '../../shared/job.ts'
import type { Plan, PlannedStep } from '../../shared/plan.ts'
import { exportCommand } from '../images/export-image.ts'
import { inspectConfigCommand, inspectRawCommand } from '../images/inspect-source.ts'
import { probeCommand } from '../machines/status-probe.ts'
import { plannedUploadCommands } from '../uploads/planned-upload.ts'
import { makePlaceCommand } from '../uploads/store-commands.ts'
import type { PlanContext } from './make-plan.ts'
import { restartLine } from './narrated-machine.ts'
import { stepsFor } from './plans.ts'
import { exportedSource, removeDirectoryCommand, stagingCommand } from './steps/commands.ts'
import { type DetachedWish, detachedCommand } from './units/detached-command.ts'
import { detachmentOn } from './units/detachment.ts'
import { startCleanTimerCommand, stopUnitCommand } from './units/unit-commands.ts'
import { timerUnit, unitName } from './units/unit-name.ts'

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

/** As it runs there: in a unit of its own that is let go when its end was read, or attached to the connection. */
function detachedLines({ machine, facts }: PlanContext, plan: Plan, wish: DetachedWish): readonly string[] {
  const jobId = plan.jobId ?? ''
  const asRoot = (argv: readonly string[]): string => machine.commandLine(argv, { sudo: true })
  if (detachmentOn(machine, facts).kind === 'attached') {
    return [wish.isUsers ? machine.commandLine(wish.argv) : asRoot(wish.argv)]
  }
  const unit = unitName(jobId, wish.part, 1)
  return [asRoot(detachedCommand(wish, { jobId, unit, facts })), asRoot(stopUnitCommand(unit))]
}

/** What removes the directory when Drydock never comes back. */
function timerLines({ machine, facts }: PlanContext, plan: Plan, directory: string): readonly string[] {
  const timer = startCleanTimerCommand(timerUnit(plan.jobId ?? ''), directory)
  return detachmentOn(machine, facts).kind === 'unit' ? [machine.commandLine(timer, { sudo: true })] : []
}

function uploadLines(context: PlanContext, plan: Plan, directory: string): readonly string[] {
  const { machine } = context
  const make = makePlaceCommand(plan.image?.upload?.store ?? '', machine.user)
  return [
    ...timerLines(context, plan, directory),
    ...(make ? [machine.commandLine(make, { sudo: true })] : []),
    ...plannedUploadCommands(plan).map(argv => machine.commandLine(argv)),
  ]
}

/** What is written is looked at once more: its digest is known only then. */
function exportLines(context: PlanContext, plan: Plan, directory: string): readonly string[] {
  const { machine, facts } = context
  const source = exportedSource(directory)
  const looks = facts.tools.skopeo ? [inspectRawCommand(source), inspectConfigCommand(source)] : []
  const argv = exportCommand(plan.image?.localName ?? '', directory)
  return [
    ...timerLines(context, plan, directory),
    ...detachedLines(context, plan, { part: 'export', argv, isUsers: true }),
    ...looks.map(each => machine.commandLine(each)),
  ]
}

function cleanUpLines({ machine, facts }: PlanContext, plan: Plan, directory: string): readonly string[] {
  const stopTimer = stopUnitCommand(`${timerUnit(plan.jobId ?? '')}.timer`)
  return [
    machine.commandLine(removeDirectoryCommand(directory)),
    ...(detachmentOn(machine, facts).kind === 'unit' ? [machine.commandLine(stopTimer, { sudo: true })] : []),
  ]
}

const isExport = (plan: Plan): boolean => plan.image?.via === 'export'

const hasDirectory = (plan: Plan): boolean => isExport(plan) || plan.image?.via === 'upload'

function commandsOf(name: StepName, context: PlanContext, plan: Plan, asked: readonly string[]): readonly string[] {
  const { machine, backend, facts } = context
  const inUnit = (part: string, argv: readonly string[], removes?: string): readonly string[] =>
    detachedLines(context, plan, { part, argv, removes })
  const directory = plan.directory ?? ''
  switch (name) {
    case 'preflight':
    case 'verify':
      return [machine.commandLine(probeCommand())]
    case 'resolve':
      return asked
    case 'export':
      return exportLines(context, plan, directory)
    case 'upload':
      return uploadLines(context, plan, directory)
    case 'stage': {
      const source = isExport(plan) ? exportedSource(directory) : (plan.image?.source ?? '')
      return inUnit('stage', stagingCommand(backend, plan, source), hasDirectory(plan) ? directory : undefined)
    }
    case 'rollback': {
      const first = deploymentIn(facts.status, 'staged') ? inUnit('discard', backend.discardCommand) : []
      return [...first, ...inUnit('rollback', backend.rollbackCommand)]
    }
    case 'discard':
      return inUnit('discard', backend.discardCommand)
    case 'restart':
      return [restartLine(machine)]
    case 'clean-up':
      return cleanUpLines(context, plan, directory)
    case 'ask':
      return []
  }
}

/** Asks the machine and says what a job would do. Changes nothing anywhere. */

import { randomBytes } from 'node:crypto'
import { deploymentIn, deploymentName, nextBoot, type SignaturePolicy } from '../../shared/deployment.ts'
import { AppError } from '../../shared/errors.ts'
import { isPathOnThisComputer, parseImageReference } from '../../shared/image.ts'
import type { JobRequest } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Check, Plan, PlanAction, PlannedStep, ResolvedImage } from '../../shared/plan.ts'
import type { Backend } from '../backends/backend.ts'
import { resolveImage } from '../images/resolve-image.ts'
import type { ResolveOptions } from '../images/resolve-options.ts'
import { jobDirectory } from '../machines/drydock-places.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { resolveUpload } from '../uploads/resolve-upload.ts'
import { besideStore } from '../uploads/store-commands.ts'
import {
  architectureCheck,
  bootableCheck,
  sameDigestCheck,
  signatureCheck,
  stagedAlreadyCheck,
} from './checks/image-checks.ts'
import { backendCheck, packagesCheck, sudoCheck, transactionCheck, updateAgentCheck } from './checks/machine-checks.ts'
import { bootSpaceCheck, sysrootSpaceCheck, varTmpSpaceCheck } from './checks/space-checks.ts'
import { uploadChecks } from './checks/upload-checks.ts'
import { detachedCheck, otherDrydockCheck } from './checks/work-checks.ts'
import { decideAction } from './decide-action.ts'
import { newJobId } from './job-id.ts'
import { plannedSteps } from './planned-steps.ts'
import { recordingMachine } from './recording-machine.ts'

export interface PlanContext {
  readonly machine: MachineHandle
  readonly facts: MachineFacts
  readonly backend: Backend
  /** The setting, where the request does not say. */
  readonly via: 'auto' | 'direct' | 'export'
  /** Whether a job is one of this Drydock's. */
  readonly isOurs: (jobId: string) => boolean
}

type RebaseRequest = Extract<JobRequest, { kind: 'rebase' }>

/** Throws AppErrors of the image families when the image cannot be used at all. */
export async function makePlan(context: PlanContext, request: JobRequest): Promise<Plan> {
  return request.kind === 'rebase' ? planRebase(context, request) : planOther(context, request.kind)
}

async function planRebase(context: PlanContext, request: RebaseRequest): Promise<Plan> {
  const { machine, facts, backend } = context
  const asked = recordingMachine(machine)
  const via = request.via ?? (context.via === 'auto' ? undefined : context.via)
  const directory = jobDirectory(randomBytes(6).toString('hex'))
  const image = await resolve(asked.machine, request, directory, {
    facts,
    machineName: machine.name,
    backendName: backend.name,
    transports: backend.transports,
    ...(via ? { via } : {}),
  })
  const signature: SignaturePolicy = request.signature ?? 'unverified'
  const { status } = facts
  if (!status) throw new AppError('machine/backend-broken', { machine: machine.name, backend: backend.name })
  const { action, why } = decideAction(status, image, signature)
  const plan: Plan = {
    ...commonPlan(context, action),
    ...(why === undefined ? {} : { why }),
    image,
    directory: image.upload ? besideStore(image.upload.store, directory) : directory,
    after: afterRebase(image, signature),
    checks: rebaseChecks(context, image, signature, action),
    steps: [],
  }
  return { ...plan, steps: plannedSteps(context, plan, asked.commands) }
}

/** A path on this computer is uploaded; everything else is an image reference, read on the machine. */
const resolve = (
  machine: MachineHandle,
  { image, choose }: RebaseRequest,
  directory: string,
  options: ResolveOptions,
): Promise<ResolvedImage> =>
  isPathOnThisComputer(image)
    ? resolveUpload(machine, { text: image, directory, ...(choose === undefined ? {} : { choose }) }, options)
    : resolveImage(machine, parseImageReference(image), options)

function commonPlan({ machine, facts, backend }: PlanContext, action: PlanAction): Plan {
  const now = deploymentIn(facts.status, 'booted')
  return {
    plannedAt: Date.now(),
    jobId: newJobId(),
    machineId: machine.id,
    machineName: machine.name,
    backend: backend.name,
    action,
    ...(now ? { now } : {}),
    deployments: facts.status?.deployments ?? [],
    checks: [],
    steps: [],
  }
}

const afterRebase = (image: ResolvedImage, signature: SignaturePolicy): NonNullable<Plan['after']> => ({
  name: image.requested,
  signature,
  ...(image.digest === undefined || image.via === 'export' ? {} : { digest: image.digest }),
  ...(image.version === undefined ? {} : { version: image.version }),
})

/** Who else is at work there, and whether the work goes on without us. */
const workChecks = ({ machine, facts, isOurs }: PlanContext): readonly Check[] => [
  detachedCheck(machine, facts),
  otherDrydockCheck(facts, isOurs),
  transactionCheck(machine.name, facts),
]

function rebaseChecks(
  context: PlanContext,
  image: ResolvedImage,
  signature: SignaturePolicy,
  action: PlanAction,
): readonly Check[] {
  const { machine, facts } = context
  const machineChecks = [
    backendCheck(facts),
    sudoCheck(machine.name, facts),
    ...workChecks(context),
    updateAgentCheck(facts),
    packagesCheck(facts),
  ]
  if (action === 'nothing') return machineChecks
  const staged = action === 'restart' ? undefined : stagedAlreadyCheck(facts)
  return [
    ...machineChecks,
    architectureCheck(facts, image),
    bootableCheck(image),
    ...uploadChecks(image),
    signatureCheck(deploymentIn(facts.status, 'booted'), signature),
    sameDigestCheck(facts, image),
    ...(staged ? [staged] : []),
    bootSpaceCheck(facts),
    sysrootSpaceCheck(facts, image),
    varTmpSpaceCheck(facts, image),
  ]
}

function planOther(context: PlanContext, action: 'rollback' | 'discard' | 'restart'): Promise<Plan> {
  const { machine, facts } = context
  const target = targetOf(context, action)
  const plan: Plan = {
    ...commonPlan(context, action),
    after: {
      name: deploymentName(target),
      ...(target.digest === undefined ? {} : { digest: target.digest }),
      ...(target.version === undefined ? {} : { version: target.version }),
    },
    checks: [sudoCheck(machine.name, facts), ...workChecks(context)],
  }
  return Promise.resolve({ ...plan, steps: plannedSteps(context, plan, []) satisfies readonly PlannedStep[] })
}

/** The deployment that would start next once the act is done. */
function targetOf({ machine, facts }: PlanContext, action: 'rollback' | 'discard' | 'restart') {
  const { status } = facts
  if (!status) throw new AppError('machine/backend-broken', { machine: machine.name, backend: facts.backend ?? 'it' })
  if (action === 'discard' && !deploymentIn(status, 'staged')) {
    throw new AppError('usage/invalid', { reason: `Nothing is staged on ${machine.name}.` })
  }
  const target =
    action === 'rollback'
      ? deploymentIn(status, 'rollback')
      : action === 'discard'
        ? deploymentIn(status, 'booted')
        : nextBoot(status)
  if (!target) throw new AppError('backend/nothing-to-roll-back', { machine: machine.name })
  return target
}

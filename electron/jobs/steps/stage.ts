/**
 * Stages the image. Nothing changes on the machine until it restarts.
 *
 * Three answers of a backend are not the end: it cannot read the user's store in place (then the image is exported), it
 * says the reference is the same as before (then its newest content is brought), or the connection is lost (then the
 * machine is asked what is true: rpm-ostree's daemon goes on without a client, bootc dies with its session).
 */

import { deploymentIn } from '../../../shared/deployment.ts'
import { AppError, isAppError } from '../../../shared/errors.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import { isUnchanged } from '../../backends/is-unchanged.ts'
import { awaitAnswer } from '../await-answer.ts'
import type { Step, StepContext } from '../step.ts'
import { describeTruth } from '../truth.ts'
import { acceptStaged } from './accept-staged.ts'
import { stagingCommand } from './commands.ts'
import { runExport } from './export.ts'
import { runBackend } from './run-backend.ts'

const LOST_DEADLINE_MS = 120_000

export const stage: Step = {
  name: 'stage',
  async run(context) {
    await stageWithFallBacks(context)
    await acceptStaged(context, await context.readFacts())
  },
}

async function stageWithFallBacks(context: StepContext): Promise<void> {
  try {
    await stageOnce(context, true)
  } catch (thrown) {
    if (isAppError(thrown, 'backend/direct-refused') && context.plan.image?.via === 'direct') {
      context.note(`${thrown.message} It is exported first.`)
      await runExport(context)
      await stageOnce(context, true)
    } else if (isAppError(thrown, 'backend/unchanged')) {
      await upgradeInstead(context)
    } else if (isAppError(thrown, 'machine/lost')) {
      await afterLoss(context)
    } else throw thrown
  }
}

async function stageOnce(context: StepContext, hasProgressFd: boolean): Promise<void> {
  const { backend, plan, memory } = context
  const source = memory.source ?? plan.image?.source
  if (source === undefined) throw new AppError('internal', { reason: 'there is nothing to stage' })
  try {
    const result = await runBackend(context, stagingCommand(backend, plan, source, hasProgressFd))
    if (plan.action === 'rebase' && isUnchanged(result)) await upgradeInstead(context)
  } catch (thrown) {
    if (!hasProgressFd || !isProgressFdUnknown(thrown)) throw thrown
    context.note('This bootc is too old to report its progress.')
    await stageOnce(context, false)
  }
}

/** bootc before 1.1.4 ends with clap's usage error (reference/bootc/progress-fd.md). */
const isProgressFdUnknown = (thrown: unknown): boolean =>
  isAppError(thrown) && (thrown.raw ?? '').includes("unexpected argument '--progress-fd'")

async function upgradeInstead(context: StepContext): Promise<void> {
  const { backend, plan } = context
  const image = plan.image?.requested ?? ''
  context.note(`${new AppError('backend/unchanged', { image }).message} Checking for newer content instead.`)
  const options = { signature: plan.after?.signature ?? 'unverified', progressFd: backend.name === 'bootc' } as const
  await runBackend(context, backend.upgradeCommand(options))
}

/** Finds out what became of the staging, and joins it where it still runs. */
async function afterLoss(context: StepContext): Promise<void> {
  const { machine } = context
  context.note(`Lost the connection to ${machine.name} while it was staging.`)
  await awaitAnswer(context, { deadlineMs: LOST_DEADLINE_MS, onAway: attempt => context.reconnecting(attempt) })
  context.reconnecting()
  const facts = await context.readFacts()
  if (facts.status?.transaction) {
    context.note('rpm-ostree went on without us; joining it again.')
    await stageWithFallBacks(context)
    return
  }
  if (isNewlyStaged(context, facts)) {
    context.note('The staging was finished there.')
    return
  }
  throw lost(context, facts)
}

const isNewlyStaged = ({ plan }: StepContext, facts: MachineFacts): boolean => {
  const staged = deploymentIn(facts.status, 'staged')
  return staged !== undefined && staged.id !== plan.deployments.find(each => each.role === 'staged')?.id
}

function lost({ machine }: StepContext, facts: MachineFacts): AppError {
  const during = 'staging'
  return new AppError('machine/lost', { machine: machine.name, during }, { raw: describeTruth(facts) })
}

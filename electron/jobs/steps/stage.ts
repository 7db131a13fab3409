/**
 * Stages the image. Nothing changes on the machine until it restarts.
 *
 * Four answers of a backend are not the end: it cannot read the user's store in place (then the image is exported), it
 * says the reference is the same as before (then its newest content is brought), it is too old to tell its progress, or
 * its command vanished (then the machine is asked what is true: rpm-ostree's daemon goes on without a client). What is
 * tried next is written down before it is tried, so another process goes on with that and not from the beginning.
 */

import { deploymentIn } from '../../../shared/deployment.ts'
import { AppError, isAppError } from '../../../shared/errors.ts'
import type { Staging } from '../../../shared/job-record.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import { isUnchanged } from '../../backends/is-unchanged.ts'
import type { Step, StepContext } from '../step.ts'
import { describeTruth } from '../truth.ts'
import { acceptStaged } from './accept-staged.ts'
import { exportedSource, stagingCommand, upgradeCommand } from './commands.ts'
import { runExport } from './export.ts'
import { runBackend } from './run-backend.ts'

const FIRST: Staging = { command: 'as-planned', needsExport: false, hasProgressFd: true }
/** A client that keeps vanishing is not followed for ever. */
const MOST_JOINS = 3

export const stage: Step = {
  name: 'stage',
  async run(context) {
    const { memory } = context
    if (!memory.staged) await stageUntilDone(context)
    await acceptStaged(context, await context.readFacts())
  },
}

async function stageUntilDone(context: StepContext): Promise<void> {
  const { memory } = context
  memory.staging ??= FIRST
  for (let joins = 0; ; ) {
    try {
      const next = await tryStaging(context, memory.staging ?? FIRST)
      if (!next) return
      memory.staging = next
    } catch (thrown) {
      if (!hasVanished(thrown)) throw thrown
      if ((await whatBecame(context, thrown)) === 'done') return
      if (++joins > MOST_JOINS) throw thrown
    }
  }
}

/** Undefined when it is staged as far as the backend says, else what to try next. */
async function tryStaging(context: StepContext, staging: Staging): Promise<Staging | undefined> {
  const { plan } = context
  if (staging.needsExport) {
    await runExport(context)
    return { ...staging, needsExport: false }
  }
  try {
    const result = await runBackend(context, wishFor(context, staging))
    if (staging.command === 'upgrade' || plan.action !== 'rebase' || !isUnchanged(result)) return undefined
    return upgradeInstead(context, staging)
  } catch (thrown) {
    const next = nextAfter(context, staging, thrown)
    if (!next) throw thrown
    return next
  }
}

function wishFor({ backend, plan, memory }: StepContext, staging: Staging) {
  const source = memory.source ?? plan.image?.source
  if (source === undefined) throw new AppError('internal', { reason: 'there is nothing to stage' })
  const { hasProgressFd } = staging
  if (staging.command === 'upgrade') return { part: 'upgrade', argv: upgradeCommand(backend, plan, hasProgressFd) }
  const removes = plan.directory !== undefined && source === exportedSource(plan.directory) ? plan.directory : undefined
  return { part: 'stage', argv: stagingCommand(backend, plan, source, hasProgressFd), removes }
}

function nextAfter(context: StepContext, staging: Staging, thrown: unknown): Staging | undefined {
  if (isAppError(thrown, 'backend/direct-refused') && context.plan.image?.via === 'direct' && !staging.needsExport) {
    context.note(`${thrown.message} It is exported first.`)
    return { ...staging, needsExport: true }
  }
  if (isAppError(thrown, 'backend/unchanged')) return upgradeInstead(context, staging)
  if (staging.hasProgressFd && isProgressFdUnknown(thrown)) {
    context.note('This bootc is too old to report its progress.')
    return { ...staging, hasProgressFd: false }
  }
  return undefined
}

/** bootc before 1.1.4 ends with clap's usage error (reference/bootc/progress-fd.md). */
const isProgressFdUnknown = (thrown: unknown): boolean =>
  isAppError(thrown) && (thrown.raw ?? '').includes("unexpected argument '--progress-fd'")

function upgradeInstead({ plan, note }: StepContext, staging: Staging): Staging {
  const image = plan.image?.requested ?? ''
  note(`${new AppError('backend/unchanged', { image }).message} Checking for newer content instead.`)
  return { ...staging, command: 'upgrade' }
}

/** Its unit is gone, it was killed, or (without a unit) the connection took it along. */
const hasVanished = (thrown: unknown): boolean =>
  isAppError(thrown, 'job/unit-gone') ||
  isAppError(thrown, 'machine/lost') ||
  (isAppError(thrown, 'command/failed') && thrown.facts.exitCode === null)

/** Finds out what became of the staging: it is done, or it goes on in the daemon and can be joined. Else throws. */
async function whatBecame(context: StepContext, thrown: unknown): Promise<'done' | 'goes-on'> {
  const { machine, note } = context
  if (isAppError(thrown, 'machine/lost')) note(`Lost the connection to ${machine.name} while it was staging.`)
  const facts = await context.readFacts()
  if (facts.bootId === context.memory.facts.bootId && facts.status?.transaction) {
    note('rpm-ostree went on without us; joining it again.')
    return 'goes-on'
  }
  if (isNewlyStaged(context, facts)) {
    note('The staging was finished there.')
    return 'done'
  }
  if (isAppError(thrown, 'machine/lost')) throw lost(context, facts)
  throw thrown
}

const isNewlyStaged = ({ plan }: StepContext, facts: MachineFacts): boolean => {
  const staged = deploymentIn(facts.status, 'staged')
  return staged !== undefined && staged.id !== plan.deployments.find(each => each.role === 'staged')?.id
}

function lost({ machine }: StepContext, facts: MachineFacts): AppError {
  const during = 'staging'
  return new AppError('machine/lost', { machine: machine.name, during }, { raw: describeTruth(facts) })
}

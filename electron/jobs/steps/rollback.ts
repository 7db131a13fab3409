import { type Deployment, deploymentIn, deploymentName, nextBoot } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Step, StepContext } from '../step.ts'
import { runBackend } from './run-backend.ts'

/** Makes the way back the next system to start. What is staged is discarded first, as the review screen says. */
export const rollback: Step = {
  name: 'rollback',
  async run(context) {
    const { backend, memory, machine } = context
    const target = deploymentIn(memory.facts.status, 'rollback')
    if (!target) throw new AppError('backend/nothing-to-roll-back', { machine: machine.name })
    await goBack(context, target)
    memory.facts = await context.readFacts()
    const starts = memory.facts.status && nextBoot(memory.facts.status)
    if (starts?.checksum !== target.checksum) {
      throw new AppError('backend/failed', { backend: backend.name, reason: 'the next restart would not go back' })
    }
    const digests = target.digest === undefined ? [] : [target.digest]
    memory.expected = { name: deploymentName(target), digests, checksum: target.checksum }
  },
}

/** A second rollback would undo the first, so a resumed job looks first how far an earlier process came. */
async function goBack(context: StepContext, target: Deployment): Promise<void> {
  const { backend, memory } = context
  let { status } = memory.facts
  if (context.isResumed) {
    await context.finishEarlier()
    status = (await context.readFacts()).status
    if (status && nextBoot(status)?.checksum === target.checksum) return
  }
  if (deploymentIn(status, 'staged')) await runBackend(context, { part: 'discard', argv: backend.discardCommand })
  await runBackend(context, { part: 'rollback', argv: backend.rollbackCommand })
}

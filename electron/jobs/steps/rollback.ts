import { deploymentIn, deploymentName, nextBoot } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Step } from '../step.ts'
import { runBackend } from './run-backend.ts'

/** Makes the way back the next system to start. What is staged is discarded first, as the review screen says. */
export const rollback: Step = {
  name: 'rollback',
  async run(context) {
    const { backend, memory, machine } = context
    const target = deploymentIn(memory.facts.status, 'rollback')
    if (!target) throw new AppError('backend/nothing-to-roll-back', { machine: machine.name })
    if (deploymentIn(memory.facts.status, 'staged')) await runBackend(context, backend.discardCommand)
    await runBackend(context, backend.rollbackCommand)
    memory.facts = await context.readFacts()
    const starts = memory.facts.status && nextBoot(memory.facts.status)
    if (starts?.checksum !== target.checksum) {
      throw new AppError('backend/failed', { backend: backend.name, reason: 'the next restart would not go back' })
    }
    const digests = target.digest === undefined ? [] : [target.digest]
    memory.expected = { name: deploymentName(target), digests, checksum: target.checksum }
  },
}

import { deploymentIn } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Step, StepContext } from '../step.ts'
import { runBackend } from './run-backend.ts'

/** Removes the staged system; the running one and the way back stay. */
export const discard: Step = {
  name: 'discard',
  async run(context) {
    const { backend, memory } = context
    if (!(await isAlreadyDone(context))) await runBackend(context, { part: 'discard', argv: backend.discardCommand })
    memory.facts = await context.readFacts()
    if (deploymentIn(memory.facts.status, 'staged')) {
      throw new AppError('backend/failed', { backend: backend.name, reason: 'the staged system is still there' })
    }
    memory.ending = {
      outcome: 'unchanged',
      sentence: 'The staged system was discarded. The next restart starts what runs now.',
    }
  },
}

/** An earlier process may have come this far. Doing it twice could discard something else. */
async function isAlreadyDone(context: StepContext): Promise<boolean> {
  if (!context.isResumed) return false
  await context.finishEarlier()
  return deploymentIn((await context.readFacts()).status, 'staged') === undefined
}

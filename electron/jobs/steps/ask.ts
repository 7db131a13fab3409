import { type Deployment, deploymentIn, nextBoot } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { RestartQuestion } from '../../../shared/job.ts'
import type { Step, StepContext } from '../step.ts'

/** No restart without a person's yes in this job. Not now ends the job as staged. */
export const ask: Step = {
  name: 'ask',
  async run(context) {
    const { memory } = context
    const starts = memory.staged ?? (memory.facts.status && nextBoot(memory.facts.status))
    if (!starts) throw new AppError('internal', { reason: 'there is nothing to restart into' })
    memory.expected ??= {
      name: starts.image?.reference ?? starts.checksum,
      digests: digestsOf(starts),
      checksum: starts.checksum,
    }
    if ((await context.askRestart(questionFor(context, starts))) === 'now') return
    const sentence = starts.locked
      ? 'Staged. It does not start by itself.'
      : 'Staged. It starts with the next restart, whenever and by whomever that is.'
    memory.ending = { outcome: 'staged', sentence }
  },
}

const digestsOf = ({ digest }: Deployment): readonly string[] => (digest === undefined ? [] : [digest])

function questionFor({ machine, memory, usualRestartMs }: StepContext, starts: Deployment): RestartQuestion {
  const { facts } = memory
  const booted = deploymentIn(facts.status, 'booted')
  return {
    machine: machine.name,
    starts,
    ...(booted ? { insteadOf: booted } : {}),
    runningContainers: facts.runningContainers,
    sessions: facts.sessions,
    ...(usualRestartMs === undefined ? {} : { usualMs: usualRestartMs }),
  }
}

import { deploymentIn } from '../../shared/deployment.ts'
import type { Verdict } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { StepContext } from './step.ts'

/** Who stops a job after its system was staged is offered to take that back too: it would start with the next restart. */
export function offerAfter({ plan }: StepContext, facts: MachineFacts | undefined): Verdict['offer'] {
  const staged = deploymentIn(facts?.status, 'staged')
  const before = plan.deployments.find(each => each.role === 'staged')
  return staged !== undefined && staged.id !== before?.id ? 'discard' : undefined
}

import { deploymentIn } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { Step, StepContext } from '../step.ts'

/**
 * Makes sure the machine is still as it was on the review screen: the same boot, the same deployments, no other change
 * under way. Fails with `plan/changed`, and nothing was changed.
 */
export const preflight: Step = {
  name: 'preflight',
  async run(context) {
    const facts = await context.readFacts()
    refuseChanges(context, facts)
    context.memory.facts = facts
  },
}

function refuseChanges({ plan, machine }: StepContext, facts: MachineFacts): void {
  const title = facts.status?.transaction?.title
  if (title !== undefined) throw new AppError('backend/transaction', { machine: machine.name, title })
  const what = whatChanged(plan, facts)
  if (what !== undefined) throw new AppError('plan/changed', { machine: machine.name, what })
}

function whatChanged(plan: Plan, facts: MachineFacts): string | undefined {
  const before = (role: 'booted' | 'staged') => plan.deployments.find(each => each.role === role)?.id
  const now = (role: 'booted' | 'staged') => deploymentIn(facts.status, role)?.id
  if (before('booted') !== now('booted')) return 'it was restarted into another system meanwhile'
  if (before('staged') !== now('staged')) return 'something was staged or discarded meanwhile'
  return undefined
}

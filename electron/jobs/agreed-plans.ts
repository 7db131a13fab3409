/** The plans people have seen: what is started is what was read, or the machine is asked again and must say the same. */

import { AppError } from '../../shared/errors.ts'
import type { JobRequest } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan } from '../../shared/plan.ts'

/** A plan younger than this is what the person has just read; an older one is made anew and compared. */
const FRESH_MS = 60_000

export interface MadePlan {
  readonly plan: Plan
  readonly facts: MachineFacts
}

export interface AgreedPlans {
  make(request: JobRequest): Promise<Plan>
  /** The plan the person saw, or a new one that says the same; its absence means they asked without looking. */
  agreed(request: JobRequest): Promise<MadePlan>
  /** It is being carried out. */
  forget(request: JobRequest): void
}

export function createAgreedPlans(makeNow: (request: JobRequest) => Promise<MadePlan>): AgreedPlans {
  const plans = new Map<string, MadePlan>()

  async function make(request: JobRequest): Promise<MadePlan> {
    const made = await makeNow(request)
    plans.set(keyOf(request), made)
    return made
  }

  return {
    make: async request => (await make(request)).plan,
    async agreed(request) {
      const shown = plans.get(keyOf(request))
      if (shown && Date.now() - shown.plan.plannedAt < FRESH_MS) return shown
      const now = await make(request)
      if (shown) refuseOther(shown.plan, now.plan)
      return now
    },
    forget: request => void plans.delete(keyOf(request)),
  }
}

const keyOf = (request: JobRequest): string =>
  request.kind === 'rebase'
    ? JSON.stringify([request.kind, request.machineId, request.image, request.via, request.signature, request.choose])
    : JSON.stringify([request.kind, request.machineId])

function refuseOther(shown: Plan, now: Plan): void {
  const what =
    shown.action !== now.action
      ? 'another action is needed now'
      : shown.image?.digest !== now.image?.digest
        ? 'the image has other content now'
        : undefined
  if (what !== undefined) throw new AppError('plan/changed', { machine: now.machineName, what })
}

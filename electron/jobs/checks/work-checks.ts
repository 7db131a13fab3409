/** Who else is at work on a machine, and whether a job there goes on without Drydock. */

import type { DrydockUnit, MachineFacts } from '../../../shared/machine.ts'
import type { Check } from '../../../shared/plan.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import { detachmentOn } from '../units/detachment.ts'
import { jobIdOfUnit } from '../units/unit-name.ts'
import { blocks, fine, warns } from './check.ts'

/** Where the work cannot be given to systemd it runs attached, and the plan says so before anybody relies on it. */
export function detachedCheck(machine: MachineHandle, facts: MachineFacts): Check {
  const detachment = detachmentOn(machine, facts)
  if (detachment.kind === 'unit') {
    return fine('detached', 'The work runs in systemd units of its own there and goes on without Drydock.')
  }
  return warns(
    'detached',
    `${detachment.why} The work runs attached to Drydock’s connection.`,
    facts.backend === 'bootc'
      ? 'If the connection is lost, bootc stops; nothing is changed then.'
      : 'If the connection is lost, rpm-ostree goes on by itself, but an export stops.',
    'Keep Drydock open and the connection up until it is done.',
  )
}

/** Units that some Drydock made and that belong to no job of ours. They are never touched. */
export const foreignUnits = (facts: MachineFacts, isOurs: (jobId: string) => boolean): readonly DrydockUnit[] =>
  (facts.drydockUnits ?? []).filter(({ name }) => {
    const jobId = jobIdOfUnit(name)
    return jobId !== undefined && !isOurs(jobId)
  })

export function otherDrydockCheck(facts: MachineFacts, isOurs: (jobId: string) => boolean): Check {
  const units = foreignUnits(facts, isOurs)
  const [unit] = units.filter(({ name }) => name.endsWith('.service'))
  if (unit) {
    return blocks(
      'other-drydock',
      `Somebody else’s Drydock is at work there: ${unit.name} (${unit.state}).`,
      'Two jobs at once on one machine are not possible. This Drydock does not touch that one.',
      `Wait for it. If nobody looks after it any more, on the machine: sudo systemctl stop ${unit.name}; sudo systemctl reset-failed ${unit.name}`,
    )
  }
  if (units.length === 0) return fine('other-drydock', 'No other Drydock is at work there.')
  return warns(
    'other-drydock',
    'Somebody else’s Drydock has begun a job there that is not over.',
    'It may stage or restart into another system.',
    'Ask whoever it is.',
  )
}

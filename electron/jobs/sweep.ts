/**
 * Removes what earlier jobs left on a machine, as soon as it answers: units and directories that are certainly of this
 * Drydock, because a job in its own store made them, and of no use, because that job is over. Nothing else is touched: not
 * what belongs to a job that goes on, and not what another Drydock made.
 */

import { isAppError } from '../../shared/errors.ts'
import { isEnded, type Job } from '../../shared/job.ts'
import type { DrydockUnit, MachineFacts } from '../../shared/machine.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import type { OldLeftovers } from './old-leftovers.ts'
import { removeDirectoryCommand } from './steps/commands.ts'
import { resetUnitCommand, stopUnitCommand } from './units/unit-commands.ts'
import { jobIdOfUnit } from './units/unit-name.ts'

const ANSWER_MS = 60_000

export interface SweepParts {
  /** The job, if it is one of ours. */
  readonly peek: (jobId: string) => Job | undefined
  readonly list: () => readonly Job[]
  readonly old: OldLeftovers
}

export interface Leftover {
  readonly units: readonly DrydockUnit[]
  readonly directories: readonly string[]
}

/** What is there of ours and unused, going by what the machine told last. */
export function leftoversOn(machineId: string, facts: MachineFacts, { peek, list, old }: SweepParts): Leftover {
  const isOver = (jobId: string | undefined): boolean => {
    const job = jobId === undefined ? undefined : peek(jobId)
    return job !== undefined && isEnded(job) && job.request.machineId === machineId
  }
  const ofOurs = new Set(
    (facts.drydockDirectories ?? []).length === 0
      ? []
      : list().flatMap(job => (isOver(job.id) ? (job.record.directory ?? job.plan.directory ?? []) : [])),
  )
  return {
    units: (facts.drydockUnits ?? []).filter(({ name }) => isOver(jobIdOfUnit(name))),
    directories: (facts.drydockDirectories ?? []).filter(each => ofOurs.has(each) || old.isAbandoned(machineId, each)),
  }
}

export const isAnythingLeft = ({ units, directories }: Leftover): boolean => units.length + directories.length > 0

/** Removes it; one sentence for each thing that is gone. */
export async function sweep(machine: MachineHandle, { units, directories }: Leftover): Promise<readonly string[]> {
  const said: string[] = []
  for (const { name, state } of units) {
    const isGone = await isDone(async () => {
      await machine.run(stopUnitCommand(name), { sudo: true, okExitCodes: [0, 5], timeoutMs: ANSWER_MS })
      await machine.run(resetUnitCommand(name), { sudo: true, okExitCodes: [0, 1], timeoutMs: ANSWER_MS })
    })
    if (isGone) said.push(`Ended ${name} (${state}), which a job of this Drydock had left.`)
  }
  for (const directory of directories) {
    const isGone = await isDone(() => machine.run(removeDirectoryCommand(directory), { timeoutMs: ANSWER_MS }))
    if (isGone) said.push(`Removed ${directory}, which a job of this Drydock had left.`)
  }
  return said
}

async function isDone(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (thrown) {
    if (isAppError(thrown)) return false
    throw thrown
  }
}

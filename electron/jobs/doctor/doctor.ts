/** Diagnoses machines, and carries out the one repair a person asks for, after looking again. */

import type { Diagnosis, RepairId } from '../../../shared/doctor.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Machine } from '../../../shared/machine.ts'
import { backendFor } from '../../backends/choose-backend.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'
import { diagnose } from './diagnose.ts'
import { restartDaemonCommand } from './doctor-commands.ts'

const REPAIR_MS = 90_000

export interface DoctorParts {
  readonly refresh: (machineId: string) => Promise<Machine>
  readonly open: (machineId: string) => Promise<MachineHandle>
  readonly isOurs: (jobId: string) => boolean
}

export interface Doctor {
  diagnose(machineId: string): Promise<Diagnosis>
  /** Throws `doctor/no-longer` when what was found is no longer so. The diagnosis afterwards. */
  repair(machineId: string, repair: RepairId): Promise<Diagnosis>
}

export function createDoctor({ refresh, open, isOurs }: DoctorParts): Doctor {
  async function look(machineId: string) {
    const { facts, state, name } = await refresh(machineId)
    if (state.kind === 'unreachable' || !facts)
      throw new AppError('machine/unreachable', { machine: name, reason: 'it does not answer' })
    const machine = await open(machineId)
    // Where no backend answers, rpm-ostree's daemon is the one that can be down.
    const backend = backendFor(facts.backend ?? 'rpm-ostree')
    return { machine, backend, diagnosis: await diagnose({ machine, facts, backend, isOurs }) }
  }

  return {
    diagnose: async machineId => (await look(machineId)).diagnosis,
    async repair(machineId, repair) {
      const { machine, backend, diagnosis } = await look(machineId)
      const isPossible = diagnosis.repairs.some(each => each.id === repair)
      if (!isPossible) throw new AppError('doctor/no-longer', { machine: machine.name })
      if (repair === 'wait') return diagnosis
      const command = repair === 'cancel' ? (backend.cancelCommand ?? []) : restartDaemonCommand
      await machine.run(command, { sudo: true, timeoutMs: REPAIR_MS })
      return (await look(machineId)).diagnosis
    },
  }
}

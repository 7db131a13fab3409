import type { JobRecord } from '../../shared/job-record.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { JobMemory } from './step.ts'

const RECORDED = ['source', 'expected', 'staging', 'staged', 'leaving', 'restartMs'] as const

/** A memory whose every change is written into the log, and which is what the log says. */
export function createJobMemory(
  facts: MachineFacts,
  record: () => JobRecord,
  remember: (change: JobRecord) => void,
): JobMemory {
  const memory = { facts, ending: undefined }
  for (const name of RECORDED) {
    Object.defineProperty(memory, name, {
      enumerable: true,
      get: () => record()[name],
      set: (value: unknown) => remember({ [name]: value }),
    })
  }
  return memory as unknown as JobMemory
}

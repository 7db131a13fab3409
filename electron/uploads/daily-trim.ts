import type { Machine } from '../../shared/machine.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { trimStore } from './empty-store.ts'

const DAY_MS = 24 * 60 * 60_000

/** Trims the store of each machine where Drydock keeps blobs, once a day while it is ready and no job runs there. */
export function createDailyTrim(open: (machineId: string) => Promise<MachineHandle>): {
  look(machines: readonly Machine[]): void
} {
  const doneAt = new Map<string, number>()
  return {
    look(machines) {
      for (const { id, state, facts, runningJobId } of machines) {
        const isDue = Date.now() - (doneAt.get(id) ?? 0) > DAY_MS
        if (state.kind !== 'ready' || facts?.storeBytes === undefined || runningJobId !== undefined || !isDue) continue
        doneAt.set(id, Date.now())
        // A machine that went away meanwhile is trimmed another day.
        void open(id)
          .then(trimStore)
          .catch(() => undefined)
      }
    },
  }
}

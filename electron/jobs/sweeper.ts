import type { Machine } from '../../shared/machine.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { isAnythingLeft, leftoversOn, type SweepParts, sweep } from './sweep.ts'

export interface SweeperParts extends SweepParts {
  readonly machines: () => readonly Machine[]
  readonly open: (machineId: string) => Promise<MachineHandle>
  /** Asks the machine again, so that what was removed is no longer shown. */
  readonly refresh: (machineId: string) => Promise<unknown>
}

export interface Sweeper {
  /** Looks at what every machine told last, and sweeps those that need it. */
  look(): void
  /** What was removed from a machine since Drydock was started. */
  saidOf(machineId: string): readonly string[]
}

/** One sweep a machine at a time, and one an answer: what cannot be removed is not tried again before it is asked anew. */
export function createSweeper(parts: SweeperParts): Sweeper {
  const sweeping = new Set<string>()
  const sweptAt = new Map<string, number>()
  const said = new Map<string, readonly string[]>()

  async function sweepNow(id: string, left: ReturnType<typeof leftoversOn>): Promise<void> {
    const removed = await sweep(await parts.open(id), left)
    parts.old.forget(left.directories)
    if (removed.length === 0) return
    said.set(id, [...(said.get(id) ?? []), ...removed])
    await parts.refresh(id)
  }

  function lookAt({ id, state, facts, factsAt = 0, runningJobId }: Machine): void {
    if (state.kind !== 'ready' || !facts || runningJobId !== undefined || sweeping.has(id)) return
    if ((sweptAt.get(id) ?? 0) >= factsAt) return
    const left = leftoversOn(id, facts, parts)
    if (!isAnythingLeft(left)) return
    sweptAt.set(id, factsAt)
    sweeping.add(id)
    // A machine that goes away meanwhile is swept when it is back.
    void sweepNow(id, left)
      .catch(() => undefined)
      .finally(() => sweeping.delete(id))
  }

  return {
    look: () => parts.machines().forEach(lookAt),
    saidOf: id => said.get(id) ?? [],
  }
}

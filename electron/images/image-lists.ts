import type { LocalImage, MachineFacts } from '../../shared/machine.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { listLocalImages } from './local-images.ts'

interface Asked {
  readonly machine: MachineHandle
  readonly facts: MachineFacts | undefined
}

export interface ImageLists {
  /** Asks the machine anew. */
  list(machineId: string): Promise<readonly LocalImage[]>
  /** What it said last, or asks it now when it was never asked; no images when it does not answer. */
  known(machineId: string): Promise<readonly LocalImage[]>
}

/** Keeps the last list of each machine, so that explaining a reference while it is typed costs nothing. */
export function createImageLists(open: (machineId: string) => Promise<Asked>): ImageLists {
  const last = new Map<string, Promise<readonly LocalImage[]>>()

  function list(machineId: string): Promise<readonly LocalImage[]> {
    const asking = open(machineId).then(({ machine, facts }) => listLocalImages(machine, facts))
    last.set(machineId, asking)
    asking.catch(() => last.delete(machineId))
    return asking
  }

  return {
    list,
    known: machineId => (last.get(machineId) ?? list(machineId)).catch(() => []),
  }
}

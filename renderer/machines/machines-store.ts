import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api, NewMachine } from '../../shared/api.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { Machine } from '../../shared/machine.ts'

export interface MachinesState {
  /** Undefined until the app told them for the first time. */
  readonly machines?: readonly Machine[]
  readonly error?: ErrorReport
  /** What a person should know of the app as a whole. */
  readonly notes: readonly ErrorReport[]
  /** Machines being asked because a person wanted it. */
  readonly asked: ReadonlySet<string>
  load(): Promise<void>
  refresh(machineId: string): Promise<void>
  start(machineId: string): Promise<void>
  add(machine: NewMachine): Promise<Machine>
  remove(machineId: string): Promise<void>
  emptyStore(machineId: string): Promise<void>
  importHosts(names: readonly string[]): Promise<readonly Machine[]>
}

const without = <Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> =>
  new Set([...set].filter(other => other !== item))

/** The list as told, with the objects of before wherever nothing changed, so that only what changed is drawn again. */
function keepSame(told: readonly Machine[], before: readonly Machine[] = []): readonly Machine[] {
  const known = new Map(before.map(machine => [machine.id, machine]))
  return told.map(machine => {
    const same = known.get(machine.id)
    return same && JSON.stringify(same) === JSON.stringify(machine) ? same : machine
  })
}

/** The machines and what a person can do with the list. */
export function createMachinesStore(api: Api): StoreApi<MachinesState> {
  return createStore<MachinesState>((set, get) => {
    const asking = async (machineId: string, ask: () => Promise<unknown>): Promise<void> => {
      set({ asked: new Set([...get().asked, machineId]) })
      try {
        await ask()
      } finally {
        set({ asked: without(get().asked, machineId) })
        await get().load()
      }
    }
    return {
      asked: new Set(),
      notes: [],
      async load() {
        try {
          const [told, notes] = await Promise.all([api.listMachines(), api.listNotes()])
          const machines = keepSame(told, get().machines)
          set(({ error: _, ...state }) => ({ ...state, machines, notes }), true)
        } catch (thrown) {
          set({ error: toAppError(thrown).report })
        }
      },
      refresh: machineId => asking(machineId, () => api.refreshMachine(machineId)),
      emptyStore: machineId => asking(machineId, () => api.emptyStore(machineId)),
      start: machineId => asking(machineId, () => api.startMachine(machineId)),
      async add(machine) {
        const added = await api.addMachine(machine)
        await get().load()
        return added
      },
      async remove(machineId) {
        await api.removeMachine(machineId)
        await get().load()
      },
      async importHosts(names) {
        const added = await api.importSshConfigHosts(names)
        await get().load()
        return added
      },
    }
  })
}

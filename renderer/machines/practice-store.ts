import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api, PracticeState, PracticeTrouble } from '../../shared/api.ts'

export interface PracticeMenuState {
  readonly troubles: readonly PracticeTrouble[]
  readonly states: readonly PracticeState[]
  load(): Promise<void>
  setTrouble(machineId: string, troubleId: string | null): Promise<void>
  reset(machineId: string): Promise<void>
}

/** The troubles practice machines can be asked to have. */
export const createPracticeStore = (api: Api): StoreApi<PracticeMenuState> =>
  createStore<PracticeMenuState>((set, get) => ({
    troubles: [],
    states: [],
    async load() {
      const [troubles, states] = await Promise.all([api.listPracticeTroubles(), api.listPracticeStates()])
      set({ troubles, states })
    },
    async setTrouble(machineId, troubleId) {
      await api.setPracticeTrouble(machineId, troubleId)
      await get().load()
    },
    async reset(machineId) {
      await api.resetPractice(machineId)
      await get().load()
    },
  }))

import { createStore, type StoreApi } from 'zustand/vanilla'

export interface AnnouncerState {
  readonly text: string
  /** Says one sentence to a screen reader when it is next quiet. */
  say(text: string): void
}

/** What a screen reader is told politely. */
export const createAnnouncerStore = (): StoreApi<AnnouncerState> =>
  createStore<AnnouncerState>(set => ({ text: '', say: text => set({ text }) }))

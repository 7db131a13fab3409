import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api, Hello, Settings, SettingsChange } from '../../shared/api.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'

export interface SettingsState {
  readonly settings?: Settings
  readonly hello?: Hello
  readonly error?: ErrorReport
  load(): Promise<void>
  /** Shown at once, kept by the app. */
  change(change: SettingsChange): Promise<void>
}

/** The settings, and who answers: version and entry. */
export const createSettingsStore = (api: Api): StoreApi<SettingsState> =>
  createStore<SettingsState>((set, get) => ({
    async load() {
      try {
        const [settings, hello] = await Promise.all([api.getSettings(), api.hello()])
        set({ settings, hello })
      } catch (thrown) {
        set({ error: toAppError(thrown).report })
      }
    },
    async change({ theme, via, notifications }) {
      const known = get().settings
      if (known)
        set({
          settings: {
            ...known,
            theme: theme ?? known.theme,
            via: via ?? known.via,
            notifications: notifications ?? known.notifications,
          },
        })
      const change = Object.fromEntries(
        Object.entries({ theme, via, notifications }).filter(([, value]) => value !== undefined),
      )
      set({ settings: await api.changeSettings(change) })
    },
  }))

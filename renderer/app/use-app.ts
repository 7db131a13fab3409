import { createContext, use } from 'react'
import { useStore } from 'zustand'
import type { Api } from '../../shared/api.ts'
import type { LinkState } from '../connection/link.ts'
import type { DropStore } from '../drop/drop-store.ts'
import type { JobsState } from '../jobs/jobs-store.ts'
import type { MachinesState } from '../machines/machines-store.ts'
import type { PracticeMenuState } from '../machines/practice-store.ts'
import type { SettingsState } from '../settings/settings-store.ts'
import type { QuestionsState } from '../shell/questions-store.ts'
import type { AnnouncerState } from './announcer-store.ts'
import type { App } from './open-app.ts'
import type { ToastsState } from './toasts-store.ts'

/** Hands the app to every component below. */
export const AppContext = createContext<App | undefined>(undefined)

/** The stores themselves, for acts. */
export function useApp(): App {
  const app = use(AppContext)
  if (!app) throw new Error('no app above this component')
  return app
}

/** The questions a window can ask the app. */
export const useApi = (): Api => useApp().api
/** How the link to the app stands. */
export const useLink = (): LinkState => useStore(useApp().link)
/** A part of the machines' state. */
export const useMachines = <Part>(part: (state: MachinesState) => Part): Part => useStore(useApp().machines, part)
/** A part of the jobs' state. */
export const useJobs = <Part>(part: (state: JobsState) => Part): Part => useStore(useApp().jobs, part)
/** A part of the practice menu's state. */
export const usePractice = <Part>(part: (state: PracticeMenuState) => Part): Part => useStore(useApp().practice, part)
/** A part of the questions' state. */
export const useQuestions = <Part>(part: (state: QuestionsState) => Part): Part => useStore(useApp().questions, part)
/** A part of the settings' state. */
export const useSettings = <Part>(part: (state: SettingsState) => Part): Part => useStore(useApp().settings, part)
/** A part of the toasts' state. */
export const useToasts = <Part>(part: (state: ToastsState) => Part): Part => useStore(useApp().toasts, part)
/** A part of what is being dropped. */
export const useDrop = <Part>(part: (state: DropStore) => Part): Part => useStore(useApp().drop, part)
/** What is said politely to a screen reader. */
export const useAnnouncer = <Part>(part: (state: AnnouncerState) => Part): Part => useStore(useApp().announcer, part)

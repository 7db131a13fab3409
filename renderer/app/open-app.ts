/** Puts the stores together and keeps them true: one store a feature, one ear for what the app announces. */
import type { StoreApi } from 'zustand/vanilla'
import type { Announcement, Api } from '../../shared/api.ts'
import type { Connect, LinkState } from '../connection/link.ts'
import { createDropStore, type DropStore } from '../drop/drop-store.ts'
import { createJobsStore, type JobsState } from '../jobs/jobs-store.ts'
import { createMachinesStore, type MachinesState } from '../machines/machines-store.ts'
import { createPracticeStore, type PracticeMenuState } from '../machines/practice-store.ts'
import { createSettingsStore, type SettingsState } from '../settings/settings-store.ts'
import { createQuestionsStore, type QuestionsState } from '../shell/questions-store.ts'
import { type AnnouncerState, createAnnouncerStore } from './announcer-store.ts'
import { coalesced } from './coalesced.ts'
import { createToastsStore, type ToastsState } from './toasts-store.ts'

export interface App {
  readonly api: Api
  readonly link: StoreApi<LinkState>
  readonly machines: StoreApi<MachinesState>
  readonly jobs: StoreApi<JobsState>
  readonly practice: StoreApi<PracticeMenuState>
  readonly questions: StoreApi<QuestionsState>
  readonly settings: StoreApi<SettingsState>
  readonly toasts: StoreApi<ToastsState>
  readonly announcer: StoreApi<AnnouncerState>
  readonly drop: StoreApi<DropStore>
}

type Stores = Omit<App, 'api' | 'link'>

function createStores(api: Api): Stores {
  return {
    machines: createMachinesStore(api),
    jobs: createJobsStore(api),
    practice: createPracticeStore(api),
    questions: createQuestionsStore(api),
    settings: createSettingsStore(api),
    toasts: createToastsStore(),
    announcer: createAnnouncerStore(),
    drop: createDropStore(),
  }
}

function createEar(stores: Stores): (announcements: readonly Announcement[]) => void {
  const loadMachines = coalesced(() => stores.machines.getState().load(), 120)
  const loadQuestions = coalesced(() => stores.questions.getState().load(), 0)
  return announcements => {
    for (const announcement of announcements) {
      if (announcement.kind === 'machines') void loadMachines()
      if (announcement.kind === 'questions') void loadQuestions()
      if (announcement.kind === 'settings') void stores.settings.getState().load()
      if (announcement.kind === 'job') void stores.jobs.getState().pull(announcement.jobId)
    }
  }
}

const pullAll = ({ machines, jobs, practice, questions, settings }: Stores): Promise<unknown> =>
  Promise.all([
    settings.getState().load(),
    machines.getState().load(),
    questions.getState().load(),
    jobs.getState().load(),
    practice
      .getState()
      .load()
      .catch(() => undefined),
  ])

function pullStories({ jobs }: Stores): void {
  for (const jobId of jobs.getState().stories.keys()) void jobs.getState().pull(jobId)
}

/** Connects and reads everything once, and again whenever the link comes back. */
export function openApp(connect: Connect): App {
  let hear: (announcements: readonly Announcement[]) => void = () => undefined
  const { api, link } = connect(announcements => hear(announcements))
  const stores = createStores(api)
  hear = createEar(stores)
  link.subscribe((now, before) => {
    if (now.kind !== 'open' || before.kind === 'open') return
    void pullAll(stores).then(() => pullStories(stores))
  })
  if (link.getState().kind === 'open') void pullAll(stores)
  return { api, link, ...stores }
}

/**
 * The jobs the window knows. The app only says "job J is at seq N"; the window pulls. A job that is being looked at is
 * folded event by event into its story; of any other job only its present state is asked for.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../shared/api.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import { coalesced } from '../app/coalesced.ts'
import { type Story, tell, upTo, withLines } from './story.ts'

const PAGE = 500

export interface JobsState {
  readonly jobs: ReadonlyMap<string, Job>
  /** Whether the whole list was read. */
  readonly isLoaded: boolean
  readonly error?: ErrorReport
  readonly stories: ReadonlyMap<string, Story>
  /** Why a job being looked at could not be read. */
  readonly storyErrors: ReadonlyMap<string, ErrorReport>
  load(): Promise<void>
  /** Something happened in this job. */
  pull(jobId: string): Promise<void>
  /** Keeps a job's story up to date until the returned function is called. */
  follow(jobId: string): () => void
}

const withEntry = <Value>(map: ReadonlyMap<string, Value>, key: string, value: Value): ReadonlyMap<string, Value> =>
  new Map(map).set(key, value)

/** When a job that is looked at for the first time last said something. */
const lastLineAt = async (api: Api, { id, lineCount }: Job): Promise<number> =>
  lineCount === 0 ? 0 : ((await api.readLines(id, lineCount - 1, 1)).at(-1)?.at ?? 0)

async function readStory(api: Api, jobId: string, known: Story | undefined): Promise<Story | undefined> {
  let story = known
  for (;;) {
    const since = story?.job.seq ?? 0
    const page = await api.readEvents(jobId, since, PAGE)
    for (const event of page.events) story = tell(story, event)
    // What comes after the last of these up to there is output: it need not be looked through again.
    if (page.events.length < PAGE) {
      story = story && upTo(story, page.seq)
      break
    }
  }
  if (!story) return undefined
  const job = await api.getJob(jobId)
  return withLines(story, job, known ? Date.now() : await lastLineAt(api, job))
}

/** The jobs and their stories. */
export function createJobsStore(api: Api): StoreApi<JobsState> {
  const pulls = new Map<string, () => Promise<void>>()
  const followers = new Map<string, number>()

  return createStore<JobsState>((set, get) => {
    const put = (job: Job): void => set({ jobs: withEntry(get().jobs, job.id, job) })

    const pullStory = async (jobId: string): Promise<void> => {
      try {
        const story = await readStory(api, jobId, get().stories.get(jobId))
        if (!story) return
        set({ stories: withEntry(get().stories, jobId, story) })
        put(story.job)
      } catch (thrown) {
        set({ storyErrors: withEntry(get().storyErrors, jobId, toAppError(thrown).report) })
      }
    }
    const pullJob = (jobId: string): Promise<void> => api.getJob(jobId).then(put, () => undefined)

    const pullOf = (jobId: string): (() => Promise<void>) => {
      const known = pulls.get(jobId)
      if (known) return known
      const pull = coalesced(() => (followers.get(jobId) ? pullStory(jobId) : pullJob(jobId)), 80)
      pulls.set(jobId, pull)
      return pull
    }
    return {
      jobs: new Map(),
      isLoaded: false,
      stories: new Map(),
      storyErrors: new Map(),
      async load() {
        try {
          const jobs = await api.listJobs()
          set(
            ({ error: _, ...state }) => ({ ...state, jobs: new Map(jobs.map(job => [job.id, job])), isLoaded: true }),
            true,
          )
        } catch (thrown) {
          set({ error: toAppError(thrown).report })
        }
      },
      pull: jobId => pullOf(jobId)(),
      follow(jobId) {
        followers.set(jobId, (followers.get(jobId) ?? 0) + 1)
        void pullOf(jobId)()
        return () => followers.set(jobId, (followers.get(jobId) ?? 1) - 1)
      },
    }
  })
}

/** Newest first. */
export const newestFirst = (jobs: Iterable<Job>): readonly Job[] => [...jobs].sort((a, b) => b.startedAt - a.startedAt)

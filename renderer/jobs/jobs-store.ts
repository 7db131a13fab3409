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

type Store = Pick<StoreApi<JobsState>, 'getState' | 'setState'>

/** One pull a job at a time: its story while somebody looks at it, else only its present state. */
function createPuller(api: Api, { getState, setState }: Store, isFollowed: (jobId: string) => boolean) {
  const pulls = new Map<string, () => Promise<void>>()
  const put = (job: Job): void => setState({ jobs: withEntry(getState().jobs, job.id, job) })

  const pullStory = async (jobId: string): Promise<void> => {
    try {
      const story = await readStory(api, jobId, getState().stories.get(jobId))
      if (!story) return
      setState({ stories: withEntry(getState().stories, jobId, story) })
      put(story.job)
    } catch (thrown) {
      setState({ storyErrors: withEntry(getState().storyErrors, jobId, toAppError(thrown).report) })
    }
  }
  const pullJob = (jobId: string): Promise<void> => api.getJob(jobId).then(put, () => undefined)

  return (jobId: string): Promise<void> => {
    const pull = pulls.get(jobId) ?? coalesced(() => (isFollowed(jobId) ? pullStory(jobId) : pullJob(jobId)), 80)
    pulls.set(jobId, pull)
    return pull()
  }
}

/** The jobs and their stories. */
export function createJobsStore(api: Api): StoreApi<JobsState> {
  const followers = new Map<string, number>()
  const isFollowed = (jobId: string): boolean => (followers.get(jobId) ?? 0) > 0
  const count = (jobId: string, change: number): void => void followers.set(jobId, (followers.get(jobId) ?? 0) + change)

  return createStore<JobsState>((setState, getState) => {
    const pull = createPuller(api, { getState, setState }, isFollowed)
    return {
      jobs: new Map(),
      isLoaded: false,
      stories: new Map(),
      storyErrors: new Map(),
      async load() {
        try {
          const jobs = new Map((await api.listJobs()).map(job => [job.id, job]))
          setState(({ error: _, ...state }) => ({ ...state, jobs, isLoaded: true }), true)
        } catch (thrown) {
          setState({ error: toAppError(thrown).report })
        }
      },
      pull,
      follow(jobId) {
        count(jobId, 1)
        void pull(jobId)
        return () => count(jobId, -1)
      },
    }
  })
}

/** Newest first. */
export const newestFirst = (jobs: Iterable<Job>): readonly Job[] => [...jobs].sort((a, b) => b.startedAt - a.startedAt)

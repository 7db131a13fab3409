/** Which jobs are shown. Pure. */
import type { Job } from '../../shared/job.ts'
import { actWords, stateWords } from '../jobs/job-words.ts'

export type HistoryFilter = 'all' | 'running' | 'failed'

export const historyFilters = [
  { name: 'all', text: 'All' },
  { name: 'running', text: 'Running' },
  { name: 'failed', text: 'Failed' },
] as const satisfies readonly { readonly name: HistoryFilter; readonly text: string }[]

function passes({ state }: Job, filter: HistoryFilter): boolean {
  if (filter === 'all') return true
  if (filter === 'running') return state.kind !== 'ended'
  return state.kind === 'ended' && state.verdict.outcome === 'failed'
}

const textOf = (job: Job): string =>
  [
    job.machineName,
    actWords(job.request),
    job.request.kind === 'rebase' ? job.request.image : '',
    stateWords(job.state).text,
  ]
    .join(' ')
    .toLowerCase()

/** The jobs a filter and a search leave. */
export function shownJobs(jobs: readonly Job[], filter: HistoryFilter, search: string): readonly Job[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return jobs.filter(job => passes(job, filter) && words.every(word => textOf(job).includes(word)))
}

/** Whether what a job did can be taken back from here: something it staged or booted may still be rolled back. */
export const canUndo = ({ request, state }: Job): boolean =>
  request.kind === 'rebase' &&
  state.kind === 'ended' &&
  (state.verdict.outcome === 'booted' || state.verdict.outcome === 'staged')

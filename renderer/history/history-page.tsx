import { SearchInput, Skeleton, ToggleGroup, ToggleGroupItem } from '@patternfly/react-core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useApp, useJobs } from '../app/use-app.ts'
import { newestFirst } from '../jobs/jobs-store.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { type HistoryFilter, historyFilters, shownJobs } from './filter.ts'
import { HistoryEmpty, HistoryNothingFound } from './history-states.tsx'
import { HistoryTable } from './history-table.tsx'

/** Who did what, when; and once more, or back. */
export function HistoryPage() {
  const { jobs: store } = useApp()
  const isLoaded = useJobs(state => state.isLoaded)
  const error = useJobs(state => state.error)
  const known = useJobs(state => state.jobs)
  const jobs = useMemo(() => newestFirst(known.values()), [known])
  useEffect(() => void store.getState().load(), [store])
  return (
    <Page title="History">
      {error && <ErrorCard error={error} />}
      {!isLoaded && !error && <Skeleton height="180px" screenreaderText="Reading the history" />}
      {isLoaded && jobs.length === 0 && <HistoryEmpty />}
      {isLoaded && jobs.length > 0 && <HistoryList jobs={jobs} />}
    </Page>
  )
}

function HistoryList({ jobs }: { readonly jobs: ReturnType<typeof newestFirst> }) {
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<HistoryFilter>('all')
  const input = useRef<HTMLInputElement>(null)
  useShortcuts({ '/': () => input.current?.focus() })
  const shown = useMemo(() => shownJobs(jobs, filter, search), [jobs, filter, search])
  return (
    <>
      <div className="dd-toolbar">
        <SearchInput
          ref={input}
          className="dd-toolbar__search"
          aria-label="Search the history"
          placeholder="Search  ( / )"
          value={search}
          onChange={(_, value) => setSearch(value)}
          onClear={() => setSearch('')}
        />
        <ToggleGroup aria-label="Filter the history" isCompact>
          {historyFilters.map(({ name, text }) => (
            <ToggleGroupItem key={name} text={text} isSelected={filter === name} onChange={() => setFilter(name)} />
          ))}
        </ToggleGroup>
      </div>
      {shown.length === 0 ? <HistoryNothingFound /> : <HistoryTable jobs={shown} />}
    </>
  )
}

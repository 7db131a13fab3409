import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Job } from '../../shared/job.ts'
import { isEnded } from '../../shared/job.ts'
import type { App } from '../app/open-app.ts'
import { useApp } from '../app/use-app.ts'
import { type LineCache, openLineCache } from './line-cache.ts'
import { LineRow } from './log-line.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { saveReport } from './save-report.ts'
import { useLogScroll } from './use-log-scroll.ts'
import { useLogSearch } from './use-log-search.ts'
import './log.css'

type Scroll = ReturnType<typeof useLogScroll>

function useLines(jobId: string): LineCache {
  const { api } = useApp()
  const cache = useMemo(() => openLineCache((first, count) => api.readLines(jobId, first, count)), [api, jobId])
  useSyncExternalStore(cache.subscribe, cache.version)
  return cache
}

function selectedIn(element: HTMLElement | null): string {
  const selection = window.getSelection()
  return selection && element?.contains(selection.anchorNode) ? selection.toString() : ''
}

/** Copies what is selected in the log, or else the lines in sight. */
function copyLines({ announcer, toasts }: App, cache: LineCache, { items, box }: Scroll): void {
  const inSight = items.map(({ line }) => cache.line(line)?.text ?? '').join('\n')
  void navigator.clipboard.writeText(selectedIn(box.current) || inSight).then(
    () => announcer.getState().say('Copied'),
    () => toasts.getState().add({ tone: 'warning', text: 'The clipboard could not be written.' }),
  )
}

/** The log of a job: what is in sight is all that is here. */
export function LogView({ job }: { readonly job: Job }) {
  const app = useApp()
  const cache = useLines(job.id)
  const scroll = useLogScroll(job.lineCount, !isEnded(job))
  const search = useLogSearch(job.id, scroll.showLine)
  const [first, last] = [scroll.items[0]?.line ?? 0, scroll.items.at(-1)?.line ?? 0]
  useEffect(() => {
    if (job.lineCount > 0) cache.want(first, last, job.lineCount)
  })
  return (
    <div className="dd-log">
      <LogToolbar
        search={search}
        isFollowing={scroll.isFollowing}
        canFollow={!isEnded(job)}
        onFollow={() => scroll.setFollowing(true)}
        onCopy={() => copyLines(app, cache, scroll)}
        onSave={() => void saveReport(app, job)}
      />
      <Lines scroll={scroll} cache={cache} needle={search.text} current={search.current} />
    </div>
  )
}

interface LinesProps {
  readonly scroll: Scroll
  readonly cache: LineCache
  readonly needle: string
  readonly current: number | undefined
}

function Lines({ scroll: { box, items, heightPx, onScroll }, cache, needle, current }: LinesProps) {
  const rows = items.map(({ line, topPx }) => {
    const isCurrent = line === current
    return (
      <LineRow key={line} number={line} line={cache.line(line)} topPx={topPx} needle={needle} isCurrent={isCurrent} />
    )
  })
  return (
    <div
      ref={box}
      className="dd-log__box"
      role="log"
      aria-live="off"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      <div className="dd-log__lines" style={{ height: `${heightPx}px` }}>
        {rows}
      </div>
    </div>
  )
}

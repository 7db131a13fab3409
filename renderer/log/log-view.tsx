import { useEffect, useMemo, useSyncExternalStore } from 'react'
import type { Job } from '../../shared/job.ts'
import { isEnded } from '../../shared/job.ts'
import { useApp } from '../app/use-app.ts'
import { type LineCache, openLineCache } from './line-cache.ts'
import { LineRow } from './log-line.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { saveReport } from './save-report.ts'
import { useLogScroll } from './use-log-scroll.ts'
import { useLogSearch } from './use-log-search.ts'
import './log.css'

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

/** The log of a job: what is in sight is all that is here. */
export function LogView({ job }: { readonly job: Job }) {
  const app = useApp()
  const cache = useLines(job.id)
  const scroll = useLogScroll(job.lineCount, !isEnded(job))
  const search = useLogSearch(job.id, scroll.showLine)
  const { items, box } = scroll
  const [first, last] = [items[0]?.line ?? 0, items.at(-1)?.line ?? 0]
  useEffect(() => {
    if (job.lineCount > 0) cache.want(first, last, job.lineCount)
  })
  const copy = (): void => {
    const inSight = items.map(({ line }) => cache.line(line)?.text ?? '').join('\n')
    void navigator.clipboard.writeText(selectedIn(box.current) || inSight).then(
      () => app.announcer.getState().say('Copied'),
      () => app.toasts.getState().add({ tone: 'warning', text: 'The clipboard could not be written.' }),
    )
  }
  return (
    <div className="dd-log">
      <LogToolbar
        search={search}
        isFollowing={scroll.isFollowing}
        canFollow={!isEnded(job)}
        onFollow={() => scroll.setFollowing(true)}
        onCopy={copy}
        onSave={() => void saveReport(app, job)}
      />
      <div
        ref={box}
        className="dd-log__box"
        role="log"
        aria-live="off"
        aria-label="Log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard
        tabIndex={0}
        onScroll={scroll.onScroll}
      >
        <div className="dd-log__lines" style={{ height: `${scroll.heightPx}px` }}>
          {items.map(({ line, topPx }) => (
            <LineRow
              key={line}
              number={line}
              line={cache.line(line)}
              topPx={topPx}
              needle={search.text}
              isCurrent={line === search.current}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

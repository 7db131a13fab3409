import { ExpandableSection } from '@patternfly/react-core'
import { useEffect, useRef, useState } from 'react'
import type { Job } from '../../shared/job.ts'
import { LogView } from '../log/log-view.tsx'
import { count } from '../ui/format.ts'
import { useShortcuts } from '../ui/use-shortcuts.ts'

/** The log, folded until somebody wants it. */
export function JobLog({ job }: { readonly job: Job }) {
  const [isOpen, setOpen] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isOpen) box.current?.scrollIntoView({ block: 'nearest' })
  }, [isOpen])
  useShortcuts({ l: () => setOpen(!isOpen) })
  const words = count(job.lineCount, 'line').replace(/\d+/, String(job.lineCount.toLocaleString()))
  return (
    <ExpandableSection toggleText={`Log · ${words}`} isExpanded={isOpen} onToggle={(_, isNow) => setOpen(isNow)}>
      {isOpen && (
        <div ref={box}>
          <LogView job={job} />
        </div>
      )}
    </ExpandableSection>
  )
}

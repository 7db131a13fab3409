import { ExpandableSection, Skeleton } from '@patternfly/react-core'
import { useState } from 'react'
import { useAnswer } from '../app/use-answer.ts'
import { useApi } from '../app/use-app.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorCard } from '../ui/error-card.tsx'

/** What the backend printed, one click away. */
export function RawStatus({ machineId }: { readonly machineId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <ExpandableSection toggleText="Raw status" isExpanded={isOpen} onToggle={(_, isNow) => setOpen(isNow)}>
      {isOpen && <RawText machineId={machineId} />}
    </ExpandableSection>
  )
}

function RawText({ machineId }: { readonly machineId: string }) {
  const api = useApi()
  const [status] = useAnswer(() => api.rawStatus(machineId), [api, machineId])
  if (status.kind === 'asking') return <Skeleton height="120px" screenreaderText="Reading the status" />
  if (status.kind === 'failed') return <ErrorCard error={status.error} />
  return (
    <div className="dd-raw">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard */}
      <pre tabIndex={0}>{status.value}</pre>
      <CopyButton text={status.value} what="raw status" />
    </div>
  )
}

import { Alert, ExpandableSection } from '@patternfly/react-core'
import { type ReactNode, useState } from 'react'
import type { ErrorReport } from '../../shared/errors.ts'
import { CopyButton } from './copy-button.tsx'

interface Props {
  readonly error: ErrorReport
  readonly tone?: 'danger' | 'warning'
  /** The next step as buttons. */
  readonly actions?: ReactNode
  readonly headingLevel?: 'h2' | 'h3'
}

/** What happened · what it means for the machine · what to do; the raw text one click away. */
export function ErrorCard({ error, tone = 'danger', actions, headingLevel = 'h2' }: Props) {
  return (
    <Alert
      isInline
      variant={tone}
      title={error.message}
      component={headingLevel}
      className="dd-error"
      actionLinks={actions}
    >
      <p>{error.means}</p>
      <p>{error.next}</p>
      {error.raw && <Details raw={error.raw} />}
    </Alert>
  )
}

/** What the tool itself printed. */
export function Details({ raw }: { readonly raw: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <ExpandableSection
      toggleText="Details"
      isExpanded={isOpen}
      onToggle={(_, isNowOpen) => setOpen(isNowOpen)}
      isIndented
    >
      {isOpen && (
        <div className="dd-raw">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable from the keyboard */}
          <pre tabIndex={0}>{raw}</pre>
          <CopyButton text={raw} what="details" />
        </div>
      )}
    </ExpandableSection>
  )
}

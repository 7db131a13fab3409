import { EmptyState, EmptyStateBody } from '@patternfly/react-core'
import HistoryIcon from '@patternfly/react-icons/dist/dynamic/icons/history-icon'
import SearchIcon from '@patternfly/react-icons/dist/dynamic/icons/search-icon'
import { hrefOf } from '../app/route.ts'

/** Nothing was done yet. */
export function HistoryEmpty() {
  return (
    <EmptyState titleText="Nothing was done yet" headingLevel="h2" icon={HistoryIcon}>
      <EmptyStateBody>
        Every job is kept here with its log and its verdict. <a href={hrefOf({ kind: 'machines' })}>Choose a machine</a>{' '}
        to begin; the practice machine is there to try things on.
      </EmptyStateBody>
    </EmptyState>
  )
}

/** The filter leaves nothing. */
export function HistoryNothingFound() {
  return <EmptyState titleText="No job matches" headingLevel="h2" icon={SearchIcon} variant="sm" />
}

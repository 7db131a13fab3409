import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
  Skeleton,
} from '@patternfly/react-core'
import SearchIcon from '@patternfly/react-icons/dist/dynamic/icons/search-icon'
import ServerIcon from '@patternfly/react-icons/dist/dynamic/icons/server-icon'
import { AddButtons } from './add-menu.tsx'

/** Before the list is known, in the list's own shape. */
export function MachinesLoading() {
  return (
    <div className="dd-stack" role="status" aria-label="Reading the list of machines">
      {[1, 2, 3].map(row => (
        <Skeleton key={row} height="56px" />
      ))}
    </div>
  )
}

/** No machine at all. */
export function MachinesEmpty() {
  return (
    <EmptyState titleText="No machines yet" headingLevel="h2" icon={ServerIcon}>
      <EmptyStateBody>
        Add a machine that runs rpm-ostree or bootc and that you can reach over SSH. Podman machines of this computer
        appear by themselves.
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <AddButtons />
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  )
}

/** The filter leaves nothing. */
export function NothingFound({ onClear }: { onClear(): void }) {
  return (
    <EmptyState titleText="No machine matches" headingLevel="h2" icon={SearchIcon} variant="sm">
      <EmptyStateFooter>
        <Button variant="link" onClick={onClear}>
          Show all machines
        </Button>
      </EmptyStateFooter>
    </EmptyState>
  )
}

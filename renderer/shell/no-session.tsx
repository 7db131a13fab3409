import { EmptyState, EmptyStateBody } from '@patternfly/react-core'
import KeyIcon from '@patternfly/react-icons/dist/dynamic/icons/key-icon'

/** For a browser that came without the token of the printed address. */
export function NoSession() {
  return (
    <main className="dd-alone">
      <EmptyState titleText="This page needs its own address" headingLevel="h1" icon={KeyIcon}>
        <EmptyStateBody>
          Open the address that <code>npm start</code> printed in the terminal. It works once and only for you; press
          Enter there for a new one.
        </EmptyStateBody>
      </EmptyState>
    </main>
  )
}

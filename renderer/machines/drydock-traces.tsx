import { Alert } from '@patternfly/react-core'
import type { Machine } from '../../shared/machine.ts'

/** What is or was there of Drydock itself: somebody else's job, and what this one had left and removed. */
export function DrydockTraces({ machine: { name, otherDrydock, swept } }: { readonly machine: Machine }) {
  return (
    <>
      {otherDrydock && (
        <Alert isInline variant="warning" component="h2" title={`Somebody else’s Drydock is at work on ${name}`}>
          {otherDrydock.join(', ')}. This Drydock does not touch it.
        </Alert>
      )}
      {swept && (
        <Alert isInline variant="info" component="h2" title="Drydock cleared up what an earlier job had left">
          <ul>
            {swept.map(text => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  )
}

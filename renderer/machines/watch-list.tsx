import CheckCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/check-circle-icon'
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/dynamic/icons/exclamation-triangle-icon'
import type { BackendStatus } from '../../shared/deployment.ts'
import type { UpdateAgent } from '../../shared/machine.ts'
import { Section } from '../ui/page.tsx'
import { StateLabel } from '../ui/state-label.tsx'

/** Units that failed there. */
export function FailedUnits({ units }: { readonly units: readonly string[] }) {
  return (
    <Section title="Failed units">
      {units.length === 0 ? (
        <StateLabel tone="good" icon={CheckCircleIcon}>
          None
        </StateLabel>
      ) : (
        <ul className="dd-list">
          {units.map(unit => (
            <li key={unit}>
              <StateLabel tone="warning" icon={ExclamationTriangleIcon}>
                <code className="dd-break">{unit}</code>
              </StateLabel>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface AgentsProps {
  readonly agents: readonly UpdateAgent[]
  readonly driver: BackendStatus['updateDriver']
}

/** What may change the machine by itself. */
export function UpdateAgents({ agents, driver }: AgentsProps) {
  const names = new Map(agents.map(({ unit, since }) => [unit, since]))
  if (driver && !names.has(driver.unit)) names.set(driver.unit, undefined)
  return (
    <Section title="Update agents">
      {names.size === 0 ? (
        <p className="dd-subtle">None. It changes only when somebody changes it.</p>
      ) : (
        <>
          <ul className="dd-list">
            {[...names].map(([unit, since]) => (
              <li key={unit}>
                <code className="dd-break">{unit}</code>
                {since && <span className="dd-subtle"> since {since}</span>}
              </li>
            ))}
          </ul>
          <p className="dd-subtle dd-small">It may stage another system by itself.</p>
        </>
      )}
    </Section>
  )
}

import { Button } from '@patternfly/react-core'
import { useMemo } from 'react'
import { followingOf } from '../../shared/following.ts'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { useJobs } from '../app/use-app.ts'
import { newestFirst } from '../jobs/jobs-store.ts'
import { Middle } from '../ui/middle.tsx'
import { Section } from '../ui/page.tsx'

interface Props {
  readonly machine: Machine
  readonly isFree: boolean
}

/** After an image was sent: what runs, that it follows nothing, and the way back to what it followed. */
export function Follows({ machine, isFree }: Props) {
  const jobs = useJobs(state => state.jobs)
  const following = useMemo(() => followingOf(machine, newestFirst(jobs.values())), [machine, jobs])
  if (!following) return null
  const { runs, wayBack } = following
  return (
    <Section title="Runs and follows">
      <div className="dd-follows">
        <dl className="dd-terms">
          <div>
            <dt>Runs</dt>
            <dd>
              <Middle text={runs} />
            </dd>
          </div>
          <div>
            <dt>Follows</dt>
            <dd>nothing: it was sent from a computer, so no updates come for it</dd>
          </div>
        </dl>
        {wayBack && (
          <Button
            variant="secondary"
            size="sm"
            isDisabled={!isFree}
            onClick={() => navigate({ kind: 'rebase', machineId: machine.id, ...wayBack })}
          >
            Return to {wayBack.image}
          </Button>
        )}
      </div>
    </Section>
  )
}

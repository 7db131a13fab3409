import { Alert } from '@patternfly/react-core'
import type { JobRequest } from '../../shared/job.ts'
import type { Plan } from '../../shared/plan.ts'
import { berthsAfter, berthsOf, leavesTheDisk } from '../deployments/berths.ts'
import { Strip } from '../deployments/strip.tsx'
import { Checks } from './checks.tsx'
import { Commands } from './commands.tsx'
import { ImageFacts } from './image-facts.tsx'
import { rollbackNotes } from './review-words.ts'
import { StartBar } from './start-bar.tsx'

interface Props {
  readonly plan: Plan
  readonly request: JobRequest
  onAgain(): void
}

/** The whole plan: what changes, what speaks against it, what moves, the exact commands, and one button. */
export function PlanView({ plan, request, onAgain }: Props) {
  return (
    <>
      {plan.why && (
        <Alert
          isInline
          isPlain={plan.action !== 'nothing'}
          variant="info"
          component="h2"
          title={plan.action === 'nothing' ? 'Nothing to do' : plan.why}
        >
          {plan.action === 'nothing' ? plan.why : undefined}
        </Alert>
      )}
      <NowAndAfter plan={plan} />
      <div className="dd-review">
        <Checks checks={plan.checks} />
        {plan.image && <ImageFacts image={plan.image} />}
      </div>
      <Commands plan={plan} />
      <StartBar plan={plan} request={request} onAgain={onAgain} />
    </>
  )
}

function NowAndAfter({ plan }: { readonly plan: Plan }) {
  const leaving = leavesTheDisk(plan)
  const isDiscard = plan.action === 'discard'
  return (
    <section className="dd-now-after" aria-label="Now and after">
      <h2>Now</h2>
      <Strip
        berths={berthsOf({ deployments: plan.deployments, rollbackQueued: false })}
        label={`Systems on ${plan.machineName} now`}
        isSmall
      />
      {plan.action !== 'nothing' && (
        <>
          <h2>{isDiscard ? 'After' : 'After the restart'}</h2>
          <div>
            <Strip berths={berthsAfter(plan)} label={`Systems on ${plan.machineName} after it`} isSmall />
            <ul className="dd-notes">
              {leaving && (
                <li>
                  {leaving.name}
                  {leaving.version ? ` (${leaving.version})` : ''} leaves the disk then, as it is not pinned.
                </li>
              )}
              {rollbackNotes(plan).map(note => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          </div>
        </>
      )}
    </section>
  )
}

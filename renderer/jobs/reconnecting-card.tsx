import { Alert } from '@patternfly/react-core'
import type { Job } from '../../shared/job.ts'
import type { Reconnecting } from '../../shared/job-record.ts'
import { When } from '../ui/when.tsx'
import { stepTitle } from './job-words.ts'
import { isAttached, nextTryWords } from './reconnecting-words.ts'

interface Props {
  readonly job: Job
  readonly state: Reconnecting
}

/** The machine is away: since when, what goes on there meanwhile, how long it may take, and what can be tried. */
export function ReconnectingCard({ job, state }: Props) {
  const { machineName } = job
  const { step, attempt, since, nextTryMs, advice } = state
  return (
    <Alert
      isInline
      variant="warning"
      component="h2"
      title={advice ? `${machineName} is not back yet` : `Lost the connection to ${machineName}`}
    >
      <p>
        During “{stepTitle(job, step)}”
        {since !== undefined && (
          <>
            , <When at={since} />
          </>
        )}
        . {isAttached(job) ? 'What ran there may have stopped.' : 'What runs there goes on without us.'}
      </p>
      <p>
        Reconnecting ({attempt})… {nextTryWords(nextTryMs)}
      </p>
      {advice && (
        <ul className="dd-advice">
          {advice.map(text => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </Alert>
  )
}

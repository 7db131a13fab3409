import { Button } from '@patternfly/react-core'
import PowerOffIcon from '@patternfly/react-icons/dist/dynamic/icons/power-off-icon'
import { useEffect, useRef, useState } from 'react'
import { type Deployment, deploymentName, shortDigest } from '../../shared/deployment.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { JobRequest, RestartQuestion } from '../../shared/job.ts'
import { useApi } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { formatDuration } from '../ui/format.ts'
import { whoNotices } from './who-notices.ts'

interface Props {
  readonly jobId: string
  readonly question: RestartQuestion
  readonly request: JobRequest
}

/** Hands the answer over once; where that fails it can be given again. */
function useAnswerRestart(jobId: string) {
  const api = useApi()
  const [error, setError] = useState<ErrorReport | undefined>(undefined)
  const [given, setGiven] = useState<'now' | 'not-now' | undefined>(undefined)
  const answer = (restart: 'now' | 'not-now'): void => {
    setGiven(restart)
    api.answerRestart(jobId, restart).catch(thrown => {
      setGiven(undefined)
      setError(toAppError(thrown).report)
    })
  }
  return { error, given, answer }
}

/** Nothing restarts without a yes here: who notices, what starts. The focus is on “Not now”. */
export function RestartCard({ jobId, question, request }: Props) {
  const notNow = useRef<HTMLButtonElement>(null)
  const { error, given, answer } = useAnswerRestart(jobId)
  useEffect(() => notNow.current?.focus(), [])
  const button = (restart: 'now' | 'not-now') => ({
    isDisabled: given !== undefined,
    isLoading: given === restart,
    onClick: () => answer(restart),
  })
  return (
    <section className="dd-ask" aria-labelledby="restart-title">
      <h2 id="restart-title">
        <PowerOffIcon />{' '}
        <span>
          Restart {question.machine} {startsWords(request)}?
        </span>
      </h2>
      <Consequences question={question} />
      {error && <ErrorCard error={error} headingLevel="h3" />}
      <div className="dd-row">
        <Button variant="primary" {...button('now')}>
          Restart {question.machine} now
        </Button>
        <Button ref={notNow} variant="secondary" {...button('not-now')}>
          Not now
        </Button>
        <span className="dd-subtle dd-small">{notNowWords(question)}</span>
      </div>
    </section>
  )
}

const notNowWords = ({ starts }: RestartQuestion): string =>
  starts.locked
    ? 'Not now: it stays staged and does not start by itself.'
    : 'Not now: it starts with the next restart, whenever and by whomever that is.'

const startsWords = ({ kind }: JobRequest): string =>
  kind === 'rollback' ? 'to use the earlier system' : kind === 'rebase' ? 'to use the new system' : 'now'

const Named = ({ deployment }: { readonly deployment: Deployment }) => (
  <>
    <strong className="dd-break">{deploymentName(deployment)}</strong>
    {deployment.digest && (
      <>
        {' '}
        (<code title={deployment.digest}>{shortDigest(deployment.digest)}</code>)
      </>
    )}
  </>
)

function Consequences({ question }: { readonly question: RestartQuestion }) {
  const { starts, insteadOf, usualMs, machine } = question
  return (
    <ul className="dd-ask__facts">
      <li>
        It will start <Named deployment={starts} />
        {insteadOf && (
          <>
            {' '}
            instead of <Named deployment={insteadOf} />
          </>
        )}
        .
      </li>
      <li>{whoNotices(question)}</li>
      {usualMs !== undefined && (
        <li>
          Restarts of {machine} took about {formatDuration(usualMs)}.
        </li>
      )}
      {insteadOf && <li>The current system stays on the disk; you can roll back from this window.</li>}
    </ul>
  )
}

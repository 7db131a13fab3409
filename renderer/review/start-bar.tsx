import { Button } from '@patternfly/react-core'
import { useState } from 'react'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { JobRequest } from '../../shared/job.ts'
import { isBlocked, type Plan } from '../../shared/plan.ts'
import { navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { startWords, whatFollows } from './review-words.ts'

interface Props {
  readonly plan: Plan
  readonly request: JobRequest
  onAgain(): void
}

/** The one button that starts, and nothing like it where something blocks. */
export function StartBar({ plan, request, onAgain }: Props) {
  const { api, jobs } = useApp()
  const [error, setError] = useState<ErrorReport | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const start = async (): Promise<void> => {
    setBusy(true)
    try {
      const asked = request.kind === 'discard' ? request : ({ ...request, restart: 'ask' } as const)
      const jobId = await api.startJob(asked)
      void jobs.getState().pull(jobId)
      navigate({ kind: 'job', jobId })
    } catch (thrown) {
      setBusy(false)
      setError(toAppError(thrown).report)
    }
  }
  const isStoppedHere = isBlocked(plan) || plan.action === 'nothing'
  return (
    <footer className="dd-start">
      {error && <ErrorCard error={error} />}
      <div className="dd-row">
        {isStoppedHere ? (
          <Button variant="secondary" onClick={onAgain}>
            Check again
          </Button>
        ) : (
          <Button
            variant={plan.action === 'discard' ? 'danger' : 'primary'}
            isLoading={isBusy}
            isDisabled={isBusy}
            onClick={() => void start()}
          >
            {startWords(plan)}
          </Button>
        )}
        {request.kind === 'rebase' && (
          <Button variant="link" onClick={() => navigate({ ...request, kind: 'rebase', isEditing: true })}>
            Change the image
          </Button>
        )}
        <span className="dd-subtle">
          {isBlocked(plan) ? 'What blocks has to be mended first.' : plan.action === 'nothing' ? '' : whatFollows(plan)}
        </span>
      </div>
    </footer>
  )
}

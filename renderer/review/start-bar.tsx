import { Button } from '@patternfly/react-core'
import { useState } from 'react'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { JobRequest } from '../../shared/job.ts'
import { isBlocked, type Plan } from '../../shared/plan.ts'
import { navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import { askForNotifications } from '../settings/notification-permission.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { startWords, whatFollows } from './review-words.ts'

interface Props {
  readonly plan: Plan
  readonly request: JobRequest
  onAgain(): void
}

/** Starts the job, which asks before it restarts anything, and goes to its page. */
function useStart(request: JobRequest) {
  const { api, jobs, settings } = useApp()
  const [error, setError] = useState<ErrorReport | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const start = async (): Promise<void> => {
    setBusy(true)
    // Asked where it means something, and as browsers want it: while a button is pressed.
    if (settings.getState().settings?.notifications) void askForNotifications()
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
  return { error, isBusy, start }
}

/** The one button that starts, and nothing like it where something blocks. */
export function StartBar({ plan, request, onAgain }: Props) {
  const { error, isBusy, start } = useStart(request)
  const isStoppedHere = isBlocked(plan) || plan.action === 'nothing'
  const again = (
    <Button variant="secondary" onClick={onAgain}>
      Check again
    </Button>
  )
  const go = (
    <Button
      variant={plan.action === 'discard' ? 'danger' : 'primary'}
      isLoading={isBusy}
      isDisabled={isBusy}
      onClick={() => void start()}
    >
      {startWords(plan)}
    </Button>
  )
  return (
    <footer className="dd-start">
      {error && <ErrorCard error={error} />}
      <div className="dd-row">
        {isStoppedHere ? again : go}
        {request.kind === 'rebase' && (
          <Button variant="link" onClick={() => navigate({ ...request, kind: 'rebase', isEditing: true })}>
            Change the image
          </Button>
        )}
        <span className="dd-subtle">{isBlocked(plan) ? 'What blocks has to be mended first.' : whatFollows(plan)}</span>
      </div>
    </footer>
  )
}

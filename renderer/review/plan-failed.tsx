import { Button } from '@patternfly/react-core'
import type { ErrorReport } from '../../shared/errors.ts'
import type { JobRequest } from '../../shared/job.ts'
import { navigate } from '../app/route.ts'
import { ErrorCard } from '../ui/error-card.tsx'

interface Props {
  readonly error: ErrorReport
  readonly request: JobRequest
  onAgain(): void
}

/** No plan could be made; what can be mended is a button. */
export function PlanFailed({ error, request, onAgain }: Props) {
  const isAboutImage = /^(?:image|layout)\//.test(error.code) && request.kind === 'rebase'
  return (
    <ErrorCard
      error={error}
      actions={
        <>
          {isAboutImage && (
            <Button
              variant="secondary"
              size="sm"
              onClick={() => navigate({ ...request, kind: 'rebase', isEditing: true })}
            >
              Change the image
            </Button>
          )}
          {error.retry !== 'never' && (
            <Button variant="secondary" size="sm" onClick={onAgain}>
              Try again
            </Button>
          )}
        </>
      }
    />
  )
}

import { Skeleton } from '@patternfly/react-core'
import type { JobRequest } from '../../shared/job.ts'
import { shownPath } from '../../shared/layout.ts'
import { hrefOf } from '../app/route.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi, useMachines } from '../app/use-app.ts'
import { Page } from '../ui/page.tsx'
import { PlanFailed } from './plan-failed.tsx'
import { PlanView } from './plan-view.tsx'
import { reviewTitle } from './review-words.ts'
import './review.css'

/** Is this safe, how long, what changes: before anything is done. */
export function ReviewPage({ request }: { readonly request: JobRequest }) {
  const api = useApi()
  const { machineId } = request
  const name = useMachines(state => state.machines?.find(({ id }) => id === machineId)?.name) ?? machineId
  const [plan, planAgain] = useAnswer(() => api.planJob(request), [api, request])
  const trail = [
    ['Machines', hrefOf({ kind: 'machines' })],
    [name, hrefOf({ kind: 'machine', machineId })],
    ...(request.kind === 'rebase'
      ? ([['Choose an image', hrefOf({ ...request, kind: 'rebase', isEditing: true })]] as const)
      : []),
  ] as const
  return (
    <Page title={reviewTitle(request, name)} trail={trail} lead={<Lead request={request} />}>
      {plan.kind === 'asking' && <PlanLoading name={name} />}
      {plan.kind === 'failed' && <PlanFailed error={plan.error} request={request} onAgain={planAgain} />}
      {plan.kind === 'answered' && <PlanView plan={plan.value} request={request} onAgain={planAgain} />}
    </Page>
  )
}

function Lead({ request }: { readonly request: JobRequest }) {
  if (request.kind !== 'rebase') return null
  return <code className="dd-break">{shownPath(request.image)}</code>
}

function PlanLoading({ name }: { readonly name: string }) {
  return (
    <div className="dd-stack" role="status">
      <p className="dd-subtle">Asking {name} what this would do. Nothing is changed.</p>
      <Skeleton height="200px" />
      <Skeleton height="140px" />
    </div>
  )
}

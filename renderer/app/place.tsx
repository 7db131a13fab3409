import { EmptyState, EmptyStateBody } from '@patternfly/react-core'
import { DropPage } from '../drop/drop-page.tsx'
import { HistoryPage } from '../history/history-page.tsx'
import { ImagePage } from '../images/image-page.tsx'
import { JobPage } from '../jobs/job-page.tsx'
import { MachinePage } from '../machines/machine-page.tsx'
import { MachinesPage } from '../machines/machines-page.tsx'
import { ReviewPage } from '../review/review-page.tsx'
import { SettingsPage } from '../settings/settings-page.tsx'
import { Page } from '../ui/page.tsx'
import type { Route } from './route.ts'

/** The page of a place. */
export function Place({ route }: { readonly route: Route }) {
  if (route.kind === 'machines') return <MachinesPage />
  if (route.kind === 'machine') return <MachinePage key={route.machineId} machineId={route.machineId} />
  if (route.kind === 'rebase') {
    const { machineId, kind: _, ...choice } = route
    if (choice.image === undefined || choice.isEditing) return <ImagePage machineId={machineId} choice={choice} />
    const { image, via, signature, choose } = choice
    const request = {
      kind: 'rebase',
      machineId,
      image,
      ...(via ? { via } : {}),
      ...(signature ? { signature } : {}),
      ...(choose ? { choose } : {}),
    } as const
    return <ReviewPage key={JSON.stringify(request)} request={request} />
  }
  if (route.kind === 'rollback' || route.kind === 'discard')
    return <ReviewPage key={route.kind} request={{ kind: route.kind, machineId: route.machineId }} />
  if (route.kind === 'job') return <JobPage key={route.jobId} jobId={route.jobId} />
  if (route.kind === 'drop') {
    const { kind: _, ...about } = route
    return <DropPage {...about} />
  }
  if (route.kind === 'history') return <HistoryPage />
  if (route.kind === 'settings') return <SettingsPage />
  return <Nowhere />
}

function Nowhere() {
  return (
    <Page title="There is nothing here">
      <EmptyState titleText="This address leads nowhere" headingLevel="h2">
        <EmptyStateBody>
          <a href="#/machines">Go to the machines</a>
        </EmptyStateBody>
      </EmptyState>
    </Page>
  )
}

import { Button, EmptyState, EmptyStateBody, Progress, Skeleton } from '@patternfly/react-core'
import { useEffect } from 'react'
import { shownPath } from '../../shared/layout.ts'
import { hrefOf, navigate, type Route } from '../app/route.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi, useApp, useDrop } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { formatBytes } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Browse } from './browse.tsx'
import { LayoutView } from './layout-view.tsx'

const trail = [['Machines', hrefOf({ kind: 'machines' })]] as const

type DropRoute = Extract<Route, { kind: 'drop' }>

/** An image of this computer: what it is, and which machine it is for. */
export function DropPage({ path, machineId }: Omit<DropRoute, 'kind'>) {
  return (
    <Page
      title="An image on this computer"
      trail={trail}
      lead={path && <code className="dd-break">{shownPath(path)}</code>}
    >
      {path === undefined ? <Arriving machineId={machineId} /> : <Known key={path} path={path} machineId={machineId} />}
    </Page>
  )
}

/** Before its path is known: it is being sent, it failed, or nothing was dropped yet. */
function Arriving({ machineId }: { readonly machineId: string | undefined }) {
  const { drop } = useApp()
  const state = useDrop(store => store.state)
  useEffect(() => () => void (drop.getState().state.kind === 'failed' && drop.getState().cancel()), [drop])
  if (state.kind === 'sending') {
    const { name, sentBytes, totalBytes } = state
    return (
      <div className="dd-stack" role="status">
        <Progress
          aria-label={`${name} is handed to Drydock`}
          title={`${name} is handed to Drydock`}
          value={totalBytes === 0 ? 100 : Math.floor((100 * sentBytes) / totalBytes)}
          label={`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`}
        />
        <p className="dd-subtle">
          A page may not learn where a folder lies, so its content is copied; of a rebuilt one, what changed. The copy
          goes when Drydock ends, unless a job goes on with it.
        </p>
        <Button
          variant="secondary"
          onClick={() => {
            drop.getState().cancel()
            navigate({ kind: 'machines' })
          }}
        >
          Cancel
        </Button>
      </div>
    )
  }
  return (
    <>
      {state.kind === 'failed' && <ErrorCard error={state.error} />}
      <EmptyState titleText="Drop a folder or an archive anywhere in this window" headingLevel="h2">
        <EmptyStateBody>
          An OCI directory (podman save --format oci-dir), an OCI archive or an archive of Docker. Only what the machine
          lacks is sent to it.
        </EmptyStateBody>
        <div className="dd-browse-centred">
          <Browse machineId={machineId} />
        </div>
      </EmptyState>
    </>
  )
}

function Known({ path, machineId }: { readonly path: string; readonly machineId: string | undefined }) {
  const api = useApi()
  const [layout, again] = useAnswer(() => api.explainLayout(path), [api, path])
  if (layout.kind === 'asking') return <Skeleton height="200px" screenreaderText="Looking what it is" />
  if (layout.kind === 'answered') return <LayoutView layout={layout.value} machineId={machineId} />
  return (
    <>
      <ErrorCard
        error={layout.error}
        actions={
          <Button variant="secondary" size="sm" onClick={again}>
            Look again
          </Button>
        }
      />
      <Browse machineId={machineId} />
    </>
  )
}

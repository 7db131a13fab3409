import { Alert, Button } from '@patternfly/react-core'
import { useState } from 'react'
import { deploymentIn } from '../../shared/deployment.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { Job, JobOutcome, Verdict } from '../../shared/job.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import { saveReport } from '../log/save-report.ts'
import { useMachineActs } from '../machines/use-machine-acts.ts'
import { Details, ErrorCard } from '../ui/error-card.tsx'
import { formatDuration } from '../ui/format.ts'
import { again } from './again.ts'

const tones: Readonly<Record<JobOutcome, 'success' | 'info' | 'warning' | 'danger'>> = {
  booted: 'success',
  staged: 'info',
  unchanged: 'info',
  failed: 'danger',
  cancelled: 'warning',
}

/** How it ended: one sentence, the proof, the way back. */
export function VerdictCard({ job, verdict }: { readonly job: Job; readonly verdict: Verdict }) {
  const { outcome, sentence, error } = verdict
  return (
    <Alert
      isInline
      variant={tones[outcome]}
      title={sentence}
      component="h2"
      className="dd-verdict"
      actionLinks={<VerdictActs job={job} verdict={verdict} />}
    >
      <Proof verdict={verdict} />
      {error && <Explained error={error} sentence={sentence} truth={verdict.truth} />}
    </Alert>
  )
}

function Proof({
  verdict: { truth, digest, bootedDigest, failedUnits, restartMs, outcome },
}: {
  readonly verdict: Verdict
}) {
  const facts = [
    outcome === 'booted' && digest && digest === bootedDigest ? 'Digest as requested' : '',
    outcome === 'booted' && failedUnits
      ? failedUnits.length === 0
        ? 'no failed units'
        : `failed units: ${failedUnits.join(', ')}`
      : '',
    restartMs === undefined ? '' : `back after ${formatDuration(restartMs)}`,
  ].filter(Boolean)
  return (
    <>
      {truth && <p>{truth}</p>}
      {facts.length > 0 && <p>{capitalised(facts.join(' · '))}</p>}
    </>
  )
}

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a restart did not do is said by its error: the truth of the moment does not hold the cause. */
const isAboutRestart = ({ code }: ErrorReport): boolean => code.startsWith('verify/')

interface ExplainedProps {
  readonly error: ErrorReport
  readonly sentence: string
  readonly truth: string | undefined
}

function Explained({ error, sentence, truth }: ExplainedProps) {
  return (
    <>
      {error.message !== sentence && truth === undefined && <p>{error.message}</p>}
      {(truth === undefined || isAboutRestart(error)) && <p>{error.means}</p>}
      <p>{error.next}</p>
      {error.raw && <Details raw={error.raw} />}
    </>
  )
}

function VerdictActs({ job, verdict }: { readonly job: Job; readonly verdict: Verdict }) {
  const app = useApp()
  const { acts, error } = useMachineActs()
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorReport | undefined>(undefined)
  const { machineId } = job.request
  const hasWayBack = deploymentIn(verdict.deployments && ({ deployments: verdict.deployments } as never), 'rollback')
  const repeat = (): void => {
    setBusy(true)
    again(app, job)
      .catch(thrown => setFailure(toAppError(thrown).report))
      .finally(() => setBusy(false))
  }
  const shown = failure ?? error
  return (
    <div className="dd-stack">
      <div className="dd-row">
        {verdict.outcome === 'staged' && (
          <Button variant="primary" size="sm" onClick={() => acts.restart(machineId)}>
            Restart…
          </Button>
        )}
        {verdict.outcome === 'booted' && (hasWayBack || job.request.kind === 'rebase') && (
          <Button variant="secondary" size="sm" onClick={() => navigate({ kind: 'rollback', machineId })}>
            Roll back…
          </Button>
        )}
        <Button variant="secondary" size="sm" isLoading={isBusy} onClick={repeat}>
          Do it again…
        </Button>
        <Button variant="secondary" size="sm" component="a" href={hrefOf({ kind: 'machine', machineId })}>
          Show {job.machineName}
        </Button>
        <Button variant="link" size="sm" onClick={() => void saveReport(app, job)}>
          Save report
        </Button>
      </div>
      {shown && <ErrorCard error={shown} headingLevel="h3" />}
    </div>
  )
}

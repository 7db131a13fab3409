import { Alert, Button } from '@patternfly/react-core'
import { useState } from 'react'
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
  verdict: { sentence, truth, digest, bootedDigest, failedUnits, restartMs, outcome },
}: {
  readonly verdict: Verdict
}) {
  const facts = [
    outcome === 'booted' && digest && digest === bootedDigest ? 'digest as requested' : '',
    outcome === 'booted' && failedUnits
      ? failedUnits.length === 0
        ? 'no failed units'
        : `failed units: ${failedUnits.join(', ')}`
      : '',
    restartMs === undefined ? '' : `back after ${formatDuration(restartMs)}`,
  ].filter(fact => fact !== '' && !sentence.toLowerCase().includes(fact.toLowerCase()))
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
        <NextStep job={job} verdict={verdict} onRestart={() => acts.restart(machineId)} />
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

interface NextStepProps {
  readonly job: Job
  readonly verdict: Verdict
  onRestart(): void
}

/** What follows from how it ended: taking back or restarting into what is staged, or the way back from what booted. */
function NextStep({ job: { request }, verdict: { outcome, offer, deployments }, onRestart }: NextStepProps) {
  if (offer === 'discard')
    return (
      <Button variant="primary" size="sm" onClick={() => navigate({ kind: 'discard', machineId: request.machineId })}>
        Discard the staged system…
      </Button>
    )
  if (outcome === 'staged')
    return (
      <Button variant="primary" size="sm" onClick={onRestart}>
        Restart…
      </Button>
    )
  const hasWayBack = deployments?.some(({ role }) => role === 'rollback') ?? request.kind === 'rebase'
  if (outcome !== 'booted' || !hasWayBack) return null
  return (
    <Button variant="secondary" size="sm" onClick={() => navigate({ kind: 'rollback', machineId: request.machineId })}>
      Roll back…
    </Button>
  )
}

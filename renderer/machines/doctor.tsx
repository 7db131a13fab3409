import { Button, ExpandableSection, Skeleton } from '@patternfly/react-core'
import { useState } from 'react'
import type { Diagnosis, Holder, Repair } from '../../shared/doctor.ts'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import { hrefOf } from '../app/route.ts'
import { useAnswer } from '../app/use-answer.ts'
import { useApi } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { RepairDialog } from './repair-dialog.tsx'

/** Who holds the machine, since when, and what can be done. Opening it only asks. */
export function Doctor({ machineId }: { readonly machineId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <ExpandableSection
      toggleText="Doctor: what stands in the way of a change"
      isExpanded={isOpen}
      onToggle={(_, isNow) => setOpen(isNow)}
    >
      {isOpen && <Looked machineId={machineId} />}
    </ExpandableSection>
  )
}

function Looked({ machineId }: { readonly machineId: string }) {
  const api = useApi()
  const [answer, lookAgain] = useAnswer(() => api.diagnose(machineId), [api, machineId])
  if (answer.kind === 'asking') return <Skeleton height="80px" screenreaderText="Asking the machine" />
  if (answer.kind === 'failed') return <ErrorCard error={answer.error} headingLevel="h3" />
  return <Findings key={answer.value.askedAt} found={answer.value} onLook={lookAgain} />
}

function Findings({ found, onLook }: { readonly found: Diagnosis; onLook(): void }) {
  const api = useApi()
  const [repair, setRepair] = useState<Repair | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ErrorReport | undefined>(undefined)
  const carryOut = async ({ id }: Repair): Promise<void> => {
    setRepair(undefined)
    setBusy(true)
    try {
      await api.repair(found.machineId, id)
      onLook()
    } catch (thrown) {
      setFailure(toAppError(thrown).report)
      setBusy(false)
    }
  }
  const repairs = found.repairs.filter(({ id }) => id !== 'wait')
  return (
    <section className="dd-stack" aria-label="Findings">
      <p>{found.summary}</p>
      {found.holders.length > 0 && <Holders holders={found.holders} />}
      <div className="dd-row">
        <Button variant="secondary" size="sm" isDisabled={isBusy} onClick={onLook}>
          Look again
        </Button>
        {repairs.map(each => (
          <Button key={each.id} variant="secondary" size="sm" isDisabled={isBusy} onClick={() => setRepair(each)}>
            {each.title}…
          </Button>
        ))}
      </div>
      {failure && <ErrorCard error={failure} headingLevel="h3" />}
      {repair && (
        <RepairDialog
          machineName={found.machineName}
          repair={repair}
          onYes={() => void carryOut(repair)}
          onNo={() => setRepair(undefined)}
        />
      )}
    </section>
  )
}

function Holders({ holders }: { readonly holders: readonly Holder[] }) {
  return (
    <ul className="dd-list" aria-label="Who is at work there">
      {holders.map(({ what, who, since, jobId }) => (
        <li key={`${what} ${who}`}>
          <code className="dd-break">{what}</code>
          <div className="dd-subtle">
            {who}
            {since !== undefined && `, since ${since}`}
            {jobId !== undefined && (
              <>
                {' · '}
                <a href={hrefOf({ kind: 'job', jobId })}>Show the job</a>
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

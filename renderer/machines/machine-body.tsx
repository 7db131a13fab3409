import { Alert, Button, Skeleton } from '@patternfly/react-core'
import type { Machine, MachineFacts } from '../../shared/machine.ts'
import { hrefOf } from '../app/route.ts'
import { berthsOfStatus } from '../deployments/berths.ts'
import { DeploymentsTable } from '../deployments/deployments-table.tsx'
import { Strip } from '../deployments/strip.tsx'
import { Section } from '../ui/page.tsx'
import { When } from '../ui/when.tsx'
import { BerthAct } from './berth-act.tsx'
import { Doctor } from './doctor.tsx'
import { DrydockTraces } from './drydock-traces.tsx'
import { Follows } from './follows.tsx'
import { canRebase, isOld } from './machine-words.ts'
import { RawStatus } from './raw-status.tsx'
import { RecentJobs } from './recent-jobs.tsx'
import { Storage } from './storage.tsx'
import type { MachineActs } from './use-machine-acts.ts'
import { FailedUnits, UpdateAgents } from './watch-list.tsx'

interface Props {
  readonly machine: Machine
  readonly acts: MachineActs
  readonly isAsked: boolean
}

/** Everything a machine told about itself. */
export function MachineBody({ machine, acts, isAsked }: Props) {
  const { facts, state } = machine
  if (!facts)
    return isAsked || state.kind === 'asking' || state.kind === 'starting' ? (
      <MachineLoading />
    ) : (
      <RecentJobs machineId={machine.id} />
    )
  return (
    <>
      {isOld(machine) && machine.factsAt !== undefined && (
        <p className="dd-subtle">
          This is what it said <When at={machine.factsAt} />.
        </p>
      )}
      <Warnings facts={facts} machine={machine} />
      <DrydockTraces machine={machine} />
      <MachineStrip machine={machine} acts={acts} isAsked={isAsked} />
      <Follows machine={machine} isFree={canRebase(machine) && !isAsked} />
      <div className={isOld(machine) ? 'dd-columns dd-columns--old' : 'dd-columns'}>
        <div className="dd-columns__main">
          {facts.status && <DeploymentsTable status={facts.status} />}
          <RecentJobs machineId={machine.id} />
        </div>
        <div className="dd-columns__side">
          <Storage facts={facts} isFree={canRebase(machine) && !isAsked} onEmpty={() => acts.emptyStore(machine.id)} />
          <UpdateAgents agents={facts.updateAgents} driver={facts.status?.updateDriver} />
          <FailedUnits units={facts.failedUnits} />
        </div>
      </div>
      <Doctor machineId={machine.id} />
      <RawStatus machineId={machine.id} />
    </>
  )
}

function MachineStrip({ machine, acts, isAsked }: Props) {
  const berths = berthsOfStatus(machine.facts?.status)
  if (!berths) return null
  const isFree = canRebase(machine) && !isAsked
  return (
    <Section title="Systems on this machine">
      <Strip
        berths={berths}
        label={`Systems on ${machine.name}`}
        isOld={isOld(machine)}
        actions={{
          wayBack: <BerthAct place="wayBack" machine={machine} isFree={isFree} acts={acts} />,
          next: <BerthAct place="next" machine={machine} isFree={isFree} acts={acts} />,
        }}
      />
    </Section>
  )
}

function Warnings({ facts, machine }: { readonly facts: MachineFacts; readonly machine: Machine }) {
  const { finalizeFailure, status } = facts
  return (
    <>
      {finalizeFailure && (
        <Alert
          isInline
          variant="warning"
          component="h2"
          title="The system staged before did not start at the last restart"
        >
          It was staged but not activated at shutdown: {finalizeFailure}
        </Alert>
      )}
      {status?.transaction && !machine.runningJobId && (
        <Alert isInline variant="info" component="h2" title={`Another program is changing ${machine.name}`}>
          {status.transaction.title}
        </Alert>
      )}
      {machine.runningJobId !== undefined && (
        <Alert
          isInline
          variant="info"
          component="h2"
          title={`A job is changing ${machine.name}`}
          actionLinks={
            <Button variant="link" isInline component="a" href={hrefOf({ kind: 'job', jobId: machine.runningJobId })}>
              Show the job
            </Button>
          }
        />
      )}
    </>
  )
}

function MachineLoading() {
  return (
    <div className="dd-stack" role="status" aria-label="The machine is being asked">
      <Skeleton height="150px" />
      <Skeleton height="120px" />
      <Skeleton height="80px" />
    </div>
  )
}

import { Button, EmptyState, EmptyStateBody, Label, Skeleton } from '@patternfly/react-core'
import { useEffect, useState } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { useMachines } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { useShortcuts } from '../ui/use-shortcuts.ts'
import { MachineBody } from './machine-body.tsx'
import { MachineMenu } from './machine-menu.tsx'
import { MachineState } from './machine-state.tsx'
import { canRebase, factWords, kindWords } from './machine-words.ts'
import { PracticeMenu } from './practice-menu.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { type MachineActs, useMachineActs } from './use-machine-acts.ts'
import './machine.css'

const trail = [['Machines', hrefOf({ kind: 'machines' })]] as const

/** One machine: what are my ways forward and back. */
export function MachinePage({ machineId }: { readonly machineId: string }) {
  const machines = useMachines(state => state.machines)
  const machine = machines?.find(({ id }) => id === machineId)
  if (machine) return <KnownMachine machine={machine} />
  if (machines) return <UnknownMachine machineId={machineId} />
  return (
    <Page title="Machine" trail={trail}>
      <Skeleton height="220px" screenreaderText="Reading the machine" />
    </Page>
  )
}

function UnknownMachine({ machineId }: { readonly machineId: string }) {
  return (
    <Page title="No such machine" trail={trail}>
      <EmptyState titleText={`“${machineId}” is not in the list`} headingLevel="h2">
        <EmptyStateBody>
          It may have been removed. <a href={hrefOf({ kind: 'machines' })}>Show all machines</a>
        </EmptyStateBody>
      </EmptyState>
    </Page>
  )
}

function KnownMachine({ machine }: { readonly machine: Machine }) {
  const isAsked = useMachines(state => state.asked.has(machine.id))
  const { acts, error, forgetError } = useMachineActs()
  const [isLeaving, setLeaving] = useState(false)
  useEffect(() => {
    if (machine.state.kind === 'ready') forgetError()
  }, [machine.state.kind, forgetError])
  useShortcuts({
    r: () => canRebase(machine) && navigate({ kind: 'rebase', machineId: machine.id }),
    f: () => acts.refresh(machine.id),
  })
  const problem = error ?? ('error' in machine.state ? machine.state.error : undefined)
  return (
    <Page
      title={machine.name}
      trail={trail}
      aside={<TitleLabels machine={machine} isAsked={isAsked} />}
      lead={<Facts machine={machine} />}
      actions={<Actions machine={machine} acts={acts} isAsked={isAsked} onRemove={() => setLeaving(true)} />}
    >
      {problem && !isAsked && (
        <ErrorCard error={problem} actions={<TryAgain onClick={() => acts.refresh(machine.id)} />} />
      )}
      <MachineBody machine={machine} acts={acts} isAsked={isAsked} />
      {isLeaving && (
        <RemoveDialog
          machines={[machine]}
          onClose={() => setLeaving(false)}
          onRemove={() => {
            acts.remove(machine.id)
            navigate({ kind: 'machines' })
          }}
        />
      )}
    </Page>
  )
}

const TryAgain = ({ onClick }: { onClick(): void }) => (
  <Button variant="secondary" size="sm" onClick={onClick}>
    Try again
  </Button>
)

function TitleLabels({ machine, isAsked }: { readonly machine: Machine; readonly isAsked: boolean }) {
  return (
    <>
      {machine.kind === 'practice' && <Label color="purple">Practice machine</Label>}
      <MachineState machine={machine} isAsked={isAsked} hasAge={false} />
    </>
  )
}

function Facts({ machine }: { readonly machine: Machine }) {
  const { facts, kind, address } = machine
  const words = [
    ...(kind === 'practice' ? [] : kind === 'local' ? [kindWords.local] : [`${kindWords[kind]} ${address}`]),
    ...(facts ? factWords(facts) : []),
  ]
  return (
    <ul className="dd-facts" aria-label="Facts">
      {words.map(word => (
        <li key={word}>{word}</li>
      ))}
    </ul>
  )
}

interface ActionsProps {
  readonly machine: Machine
  readonly acts: MachineActs
  readonly isAsked: boolean
  onRemove(): void
}

function Actions({ machine, acts, isAsked, onRemove }: ActionsProps) {
  const { id, state, kind, runningJobId } = machine
  return (
    <>
      {kind === 'practice' && <PracticeMenu machineId={id} />}
      <Button variant="secondary" isDisabled={isAsked} onClick={() => acts.refresh(id)}>
        Ask again
      </Button>
      {runningJobId !== undefined ? (
        <Button component="a" href={hrefOf({ kind: 'job', jobId: runningJobId })}>
          Show the job
        </Button>
      ) : state.kind === 'stopped' && kind === 'podman' ? (
        <Button onClick={() => acts.start(id)} isLoading={isAsked} isDisabled={isAsked}>
          Start
        </Button>
      ) : (
        <Button isDisabled={!canRebase(machine)} onClick={() => navigate({ kind: 'rebase', machineId: id })}>
          Rebase…
        </Button>
      )}
      <MachineMenu machine={machine} acts={acts} onRemove={onRemove} />
    </>
  )
}

import { Button, Checkbox, Label, Skeleton } from '@patternfly/react-core'
import { memo } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { hrefOf, navigate } from '../app/route.ts'
import { berthsOfStatus } from '../deployments/berths.ts'
import { Chips, shortName } from '../deployments/chips.tsx'
import type { RowPlace } from '../ui/list-body.tsx'
import { Middle } from '../ui/middle.tsx'
import { Cell, Row } from '../ui/row.tsx'
import { LastJobCell } from './last-job.tsx'
import { MachineMenu } from './machine-menu.tsx'
import { MachineState } from './machine-state.tsx'
import { canRebase, isOld, kindWords, osWords } from './machine-words.ts'
import type { MachineActs } from './use-machine-acts.ts'

interface Props extends RowPlace {
  readonly machine: Machine
  readonly isAsked: boolean
  readonly isSelected: boolean
  readonly acts: MachineActs
  onSelect(machineId: string, isSelected: boolean): void
  onRemove(machine: Machine): void
}

/** One machine in one line: what runs where, and how it stands. */
export const MachineRow = memo(function MachineRow(props: Props) {
  const { machine, index, measure, isAsked, isSelected, acts, tabIndex } = props
  const { id, name } = machine
  return (
    <Row id={id} index={index} measure={measure} tabIndex={tabIndex} isSelected={isSelected}>
      <Cell label="Choose" className="dd-machine__select">
        <Checkbox
          id={`choose-${id}`}
          aria-label={`Choose ${name}`}
          isChecked={isSelected}
          onChange={(_, isNow) => props.onSelect(id, isNow)}
        />
      </Cell>
      <Cell label="Machine" className="dd-machine__name">
        <NameCell machine={machine} />
      </Cell>
      <Cell label="Systems" className="dd-machine__systems">
        <SystemsCell machine={machine} isAsked={isAsked} />
      </Cell>
      <Cell label="State" className="dd-machine__state">
        <MachineState machine={machine} isAsked={isAsked} />
      </Cell>
      <Cell label="Last job" className="dd-machine__job">
        <LastJobCell machine={machine} />
      </Cell>
      <Cell label="Actions" className="dd-machine__acts">
        <RowActs machine={machine} acts={acts} onRemove={() => props.onRemove(machine)} />
      </Cell>
    </Row>
  )
})

function RowActs({ machine, acts, onRemove }: Pick<Props, 'machine' | 'acts'> & { onRemove(): void }) {
  return (
    <div>
      <Button
        variant="secondary"
        size="sm"
        isDisabled={!canRebase(machine)}
        aria-label={`Rebase ${machine.name}…`}
        onClick={() => navigate({ kind: 'rebase', machineId: machine.id })}
      >
        Rebase…
      </Button>
      <MachineMenu machine={machine} acts={acts} hasRebase onRemove={onRemove} />
    </div>
  )
}

function NameCell({ machine }: { readonly machine: Machine }) {
  const { id, name, kind, address, isDefault } = machine
  return (
    <>
      <a className="dd-machine__link" href={hrefOf({ kind: 'machine', machineId: id })}>
        <Middle text={name} />
      </a>
      <div className="dd-machine__kind">
        {kind === 'practice' ? (
          <Label isCompact color="purple">
            Practice
          </Label>
        ) : (
          <Middle text={kind === 'local' ? kindWords.local : `${kindWords[kind]} · ${address}`} />
        )}
        {isDefault && <Label isCompact>default</Label>}
      </div>
      <RunsLine machine={machine} />
    </>
  )
}

/** Where there is no room for the strip: the same in words. */
function RunsLine({ machine }: { readonly machine: Machine }) {
  const berths = berthsOfStatus(machine.facts?.status)
  if (!berths?.running) return null
  const next = berths.next ? `, next ${shortName(berths.next.name)}` : ''
  return <div className="dd-machine__runs">{`runs ${shortName(berths.running.name)}${next}`}</div>
}

function SystemsCell({ machine, isAsked }: { readonly machine: Machine; readonly isAsked: boolean }) {
  const berths = berthsOfStatus(machine.facts?.status)
  if (berths) return <Chips berths={berths} isOld={isAsked || isOld(machine)} />
  const { state } = machine
  if (isAsked || state.kind === 'asking' || state.kind === 'starting')
    return <Skeleton height="40px" screenreaderText={`${machine.name} is being asked`} />
  if (state.kind === 'unreachable' || state.kind === 'unsupported')
    return <p className="dd-machine__problem">{state.error.message}</p>
  return <span className="dd-subtle">{machine.facts ? osWords(machine.facts) : 'Not asked yet'}</span>
}

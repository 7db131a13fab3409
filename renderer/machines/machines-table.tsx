import { Checkbox } from '@patternfly/react-core'
import { Table, Thead, Tr } from '@patternfly/react-table'
import { memo } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { useMachines } from '../app/use-app.ts'
import { ListBody } from '../ui/list-body.tsx'
import { HeadCell } from '../ui/row.tsx'
import { MachineRow } from './machine-row.tsx'
import { canRebase } from './machine-words.ts'
import type { MachineActs } from './use-machine-acts.ts'
import './machines.css'

interface Props {
  readonly machines: readonly Machine[]
  readonly selected: ReadonlySet<string>
  readonly acts: MachineActs
  onSelect(machineId: string, isSelected: boolean): void
  onSelectAll(isSelected: boolean): void
  onRemove(machine: Machine): void
}

/** Of a row with three berths. */
const ROW_PX = 66

/** What runs where, who waits for a restart, who is unreachable. */
export const MachinesTable = memo(function MachinesTable(props: Props) {
  const { machines, selected, acts, onSelect, onSelectAll, onRemove } = props
  const asked = useMachines(state => state.asked)
  const isAll = machines.length > 0 && machines.every(({ id }) => selected.has(id))
  const rowActs = {
    open: (machineId: string) => navigate({ kind: 'machine', machineId }),
    keys: {
      r: (id: string) =>
        machines.some(machine => machine.id === id && canRebase(machine)) &&
        navigate({ kind: 'rebase', machineId: id }),
      f: (id: string) => acts.refresh(id),
    },
  }
  return (
    <Table
      aria-label="Machines"
      aria-rowcount={machines.length + 1}
      variant="compact"
      gridBreakPoint=""
      className="dd-table dd-machines"
    >
      <Head isAll={isAll} onSelectAll={onSelectAll} />
      <ListBody
        items={machines}
        acts={rowActs}
        columns={6}
        rowPx={ROW_PX}
        row={(machine, place) => (
          <MachineRow
            {...place}
            machine={machine}
            isAsked={asked.has(machine.id)}
            isSelected={selected.has(machine.id)}
            acts={acts}
            onSelect={onSelect}
            onRemove={onRemove}
          />
        )}
      />
    </Table>
  )
})

interface HeadProps {
  readonly isAll: boolean
  onSelectAll(isSelected: boolean): void
}

const Head = memo(function Head({ isAll, onSelectAll }: HeadProps) {
  return (
    <Thead>
      <Tr>
        <HeadCell className="dd-machine__select">
          <Checkbox
            id="choose-all"
            aria-label="Choose all machines"
            isChecked={isAll}
            onChange={(_, isNow) => onSelectAll(isNow)}
          />
        </HeadCell>
        <HeadCell className="dd-machine__name">Machine</HeadCell>
        <HeadCell className="dd-machine__systems">
          <span className="dd-wide">Way back ◂ </span>Running now ▸ next restart
        </HeadCell>
        <HeadCell className="dd-machine__state">State</HeadCell>
        <HeadCell className="dd-machine__job">Last job</HeadCell>
        <HeadCell className="dd-machine__acts" label="Actions" />
      </Tr>
    </Thead>
  )
})

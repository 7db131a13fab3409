import { Checkbox } from '@patternfly/react-core'
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table'
import { memo } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { useMachines } from '../app/use-app.ts'
import { useGradually } from '../ui/use-gradually.ts'
import { useRowKeys } from '../ui/use-row-keys.ts'
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

/** What runs where, who waits for a restart, who is unreachable. */
export const MachinesTable = memo(function MachinesTable(props: Props) {
  const { machines, selected, acts, onSelect, onSelectAll, onRemove } = props
  const asked = useMachines(state => state.asked)
  const { rowProps, bodyProps } = useRowKeys({
    open: machineId => navigate({ kind: 'machine', machineId }),
    keys: {
      r: id =>
        machines.some(machine => machine.id === id && canRebase(machine)) &&
        navigate({ kind: 'rebase', machineId: id }),
      f: id => acts.refresh(id),
    },
  })
  const drawn = useGradually(machines)
  const ids = machines.map(({ id }) => id)
  const isAll = machines.length > 0 && ids.every(id => selected.has(id))
  return (
    <Table aria-label="Machines" variant="compact" gridBreakPoint="" className="dd-table dd-machines">
      <Head isAll={isAll} onSelectAll={onSelectAll} />
      <Tbody {...bodyProps}>
        {drawn.map((machine, index) => (
          <MachineRow
            key={machine.id}
            machine={machine}
            isAsked={asked.has(machine.id)}
            isSelected={selected.has(machine.id)}
            acts={acts}
            tabIndex={rowProps(machine.id, index, ids).tabIndex}
            onSelect={onSelect}
            onRemove={onRemove}
          />
        ))}
      </Tbody>
    </Table>
  )
})

interface HeadProps {
  readonly isAll: boolean
  onSelectAll(isSelected: boolean): void
}

/** Drawn once: PatternFly's Th measures itself each time, and with it the whole table is laid out. */
const Head = memo(function Head({ isAll, onSelectAll }: HeadProps) {
  return (
    <Thead>
      <Tr>
        <Th className="dd-machine__select">
          <Checkbox
            id="choose-all"
            aria-label="Choose all machines"
            isChecked={isAll}
            onChange={(_, isNow) => onSelectAll(isNow)}
          />
        </Th>
        <Th className="dd-machine__name">Machine</Th>
        <Th className="dd-machine__systems">
          <span className="dd-wide">Way back ◂ </span>Running now ▸ next restart
        </Th>
        <Th className="dd-machine__state">State</Th>
        <Th className="dd-machine__job">Last job</Th>
        <Th className="dd-machine__acts" screenReaderText="Actions" />
      </Tr>
    </Thead>
  )
})

import { Checkbox } from '@patternfly/react-core'
import { Table, Tbody, Thead, Tr } from '@patternfly/react-table'
import { Fragment, memo } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { useMachines } from '../app/use-app.ts'
import { GapRow } from '../ui/gap-row.tsx'
import { HeadCell } from '../ui/row.tsx'
import { useRowKeys } from '../ui/use-row-keys.ts'
import { useRowsInSight } from '../ui/use-rows-in-sight.ts'
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

const COLUMNS = 6
/** Of a row with three berths. */
const ROW_PX = 66
const idOf = ({ id }: Machine): string => id

/** What runs where, who waits for a restart, who is unreachable. */
export const MachinesTable = memo(function MachinesTable(props: Props) {
  const { machines, selected, acts, onSelect, onSelectAll, onRemove } = props
  const asked = useMachines(state => state.asked)
  const ids = machines.map(idOf)
  const { tabStop, body, bodyProps } = useRowKeys({
    ids,
    open: machineId => navigate({ kind: 'machine', machineId }),
    keys: {
      r: id =>
        machines.some(machine => machine.id === id && canRebase(machine)) &&
        navigate({ kind: 'rebase', machineId: id }),
      f: id => acts.refresh(id),
    },
  })
  const { rows, gapAfterPx, measure } = useRowsInSight({ items: machines, idOf, body, tabStop, rowPx: ROW_PX })
  const isAll = machines.length > 0 && ids.every(id => selected.has(id))
  return (
    <Table
      aria-label="Machines"
      aria-rowcount={machines.length + 1}
      variant="compact"
      gridBreakPoint=""
      className="dd-table dd-machines"
    >
      <Head isAll={isAll} onSelectAll={onSelectAll} />
      <Tbody ref={body} {...bodyProps}>
        {rows.map(({ item: machine, id, index, gapPx }) => (
          <Fragment key={id}>
            <GapRow heightPx={gapPx} columns={COLUMNS} />
            <MachineRow
              machine={machine}
              index={index}
              measure={measure}
              isAsked={asked.has(id)}
              isSelected={selected.has(id)}
              acts={acts}
              tabIndex={id === tabStop ? 0 : -1}
              onSelect={onSelect}
              onRemove={onRemove}
            />
          </Fragment>
        ))}
        <GapRow heightPx={gapAfterPx} columns={COLUMNS} />
      </Tbody>
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

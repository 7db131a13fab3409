import { useCallback, useState } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { NothingFound } from './machines-states.tsx'
import { MachinesTable } from './machines-table.tsx'
import { BulkBar, MachinesToolbar } from './machines-toolbar.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { useMachineActs } from './use-machine-acts.ts'
import { useSelection } from './use-selection.ts'
import { useShownMachines } from './use-shown-machines.ts'

/** The machines with search, filter and what can be done to several at once. */
export function MachinesList({ machines }: { readonly machines: readonly Machine[] }) {
  const [leaving, setLeaving] = useState<readonly Machine[]>([])
  const { selected, select, selectAll } = useSelection()
  const { acts, error } = useMachineActs()
  const { search, setSearch, filter, setFilter, shown, showAll } = useShownMachines(machines)
  const chosen = machines.filter(({ id }) => selected.has(id))
  const askToRemove = useCallback((machine: Machine) => setLeaving([machine]), [])
  const selectShown = useCallback(
    (isAll: boolean) => selectAll(isAll ? shown.map(({ id }) => id) : []),
    [selectAll, shown],
  )
  const refreshChosen = (): void => {
    for (const { id } of chosen) acts.refresh(id)
  }
  const remove = (): void => {
    for (const { id } of leaving) acts.remove(id)
    setLeaving([])
    selectAll([])
  }
  const table = { machines: shown, selected, acts, onSelect: select, onSelectAll: selectShown, onRemove: askToRemove }
  const removeChosen = (): void => setLeaving(chosen.filter(({ kind }) => kind === 'ssh'))
  return (
    <>
      <MachinesToolbar machines={machines} search={search} filter={filter} onSearch={setSearch} onFilter={setFilter} />
      <BulkBar selected={chosen} onRefresh={refreshChosen} onRemove={removeChosen} onClear={() => selectAll([])} />
      {error && <ErrorCard error={error} />}
      {shown.length === 0 ? <NothingFound onClear={showAll} /> : <MachinesTable {...table} />}
      {leaving.length > 0 && <RemoveDialog machines={leaving} onRemove={remove} onClose={() => setLeaving([])} />}
    </>
  )
}

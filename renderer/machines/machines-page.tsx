import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { useMachines } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { AddMenu } from './add-menu.tsx'
import { type Filter, shownMachines } from './filter.ts'
import { MachinesEmpty, MachinesLoading, NothingFound } from './machines-states.tsx'
import { MachinesTable } from './machines-table.tsx'
import { BulkBar, MachinesToolbar } from './machines-toolbar.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { useMachineActs } from './use-machine-acts.ts'
import { useSelection } from './use-selection.ts'

/** The start: what runs where, who waits for a restart, who is unreachable. */
export function MachinesPage() {
  const machines = useMachines(state => state.machines)
  const error = useMachines(state => state.error)
  return (
    <Page title="Machines" actions={<AddMenu />}>
      {error && <ErrorCard error={error} />}
      {!machines && !error && <MachinesLoading />}
      {machines?.length === 0 && <MachinesEmpty />}
      {machines && machines.length > 0 && <MachinesList machines={machines} />}
    </Page>
  )
}

function MachinesList({ machines }: { readonly machines: readonly Machine[] }) {
  const [search, setSearch] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const [leaving, setLeaving] = useState<readonly Machine[]>([])
  const { selected, select, selectAll } = useSelection()
  const { acts, error } = useMachineActs()
  const wanted = useDeferredValue(search)
  const shown = useMemo(() => shownMachines(machines, filter, wanted), [machines, filter, wanted])
  const chosen = machines.filter(({ id }) => selected.has(id))
  const askToRemove = useCallback((machine: Machine) => setLeaving([machine]), [])
  const remove = (): void => {
    for (const { id } of leaving) acts.remove(id)
    setLeaving([])
    selectAll([])
  }
  return (
    <>
      <MachinesToolbar machines={machines} search={search} filter={filter} onSearch={setSearch} onFilter={setFilter} />
      <BulkBar
        selected={chosen}
        onRefresh={() => {
          for (const { id } of chosen) acts.refresh(id)
        }}
        onRemove={() => setLeaving(chosen.filter(({ kind }) => kind === 'ssh'))}
        onClear={() => selectAll([])}
      />
      {error && <ErrorCard error={error} />}
      {shown.length === 0 ? (
        <NothingFound
          onClear={() => {
            setSearch('')
            setFilter('all')
          }}
        />
      ) : (
        <MachinesTable
          machines={shown}
          selected={selected}
          acts={acts}
          onSelect={select}
          onSelectAll={isAll => selectAll(isAll ? shown.map(({ id }) => id) : [])}
          onRemove={askToRemove}
        />
      )}
      {leaving.length > 0 && <RemoveDialog machines={leaving} onRemove={remove} onClose={() => setLeaving([])} />}
    </>
  )
}

import { useMachines } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { Page } from '../ui/page.tsx'
import { AddMenu } from './add-menu.tsx'
import { MachinesList } from './machines-list.tsx'
import { MachinesEmpty, MachinesLoading } from './machines-states.tsx'

/** The start: what runs where, who waits for a restart, who is unreachable. */
export function MachinesPage() {
  const machines = useMachines(state => state.machines)
  const error = useMachines(state => state.error)
  const notes = useMachines(state => state.notes)
  return (
    <Page title="Machines" actions={<AddMenu />}>
      {error && <ErrorCard error={error} />}
      {notes.map(note => (
        <ErrorCard key={`${note.code} ${note.message}`} error={note} tone="warning" />
      ))}
      {!machines && !error && <MachinesLoading />}
      {machines?.length === 0 && <MachinesEmpty />}
      {machines && machines.length > 0 && <MachinesList machines={machines} />}
    </Page>
  )
}

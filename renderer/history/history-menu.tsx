import { Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import EllipsisVIcon from '@patternfly/react-icons/dist/dynamic/icons/ellipsis-v-icon'
import { useState } from 'react'
import { toAppError } from '../../shared/errors.ts'
import { isEnded, type Job } from '../../shared/job.ts'
import { navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import { again } from '../jobs/again.ts'
import { actWords } from '../jobs/job-words.ts'
import { saveReport } from '../log/save-report.ts'
import { menuPlace } from '../ui/menu-place.ts'
import { canUndo } from './filter.ts'

/** Once more, back, report. */
export function HistoryMenu({ job }: { readonly job: Job }) {
  const app = useApp()
  const [isOpen, setOpen] = useState(false)
  const { machineId } = job.request
  const undo = job.state.kind === 'ended' && job.state.verdict.outcome === 'staged' ? 'discard' : 'rollback'
  const repeat = (): void =>
    void again(app, job).catch(thrown =>
      app.toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message }),
    )
  return (
    <Dropdown
      isOpen={isOpen}
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={menuPlace}
      toggle={ref => (
        <MenuToggle
          ref={ref}
          variant="plain"
          isExpanded={isOpen}
          aria-label={`Actions for “${actWords(job.request)}” on ${job.machineName}`}
          icon={<EllipsisVIcon />}
          onClick={() => setOpen(!isOpen)}
        />
      )}
    >
      {isOpen && (
        <DropdownList>
          <DropdownItem isDisabled={!isEnded(job)} onClick={repeat}>
            Do it again…
          </DropdownItem>
          <DropdownItem isDisabled={!canUndo(job)} onClick={() => navigate({ kind: undo, machineId })}>
            {undo === 'discard' ? 'Undo: discard the staged system…' : 'Undo: roll back…'}
          </DropdownItem>
          <DropdownItem onClick={() => void saveReport(app, job)}>Save report</DropdownItem>
        </DropdownList>
      )}
    </Dropdown>
  )
}

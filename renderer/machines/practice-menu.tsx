import { Divider, Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import { useEffect, useState } from 'react'
import type { PracticeTrouble } from '../../shared/api.ts'
import { toAppError } from '../../shared/errors.ts'
import { useApp, usePractice } from '../app/use-app.ts'
import { menuPlace } from '../ui/menu-place.ts'

/** What can be chosen, each said when it is done. */
function usePracticeActs(machineId: string) {
  const { practice, toasts } = useApp()
  const { setTrouble, reset } = practice.getState()
  const said = (act: Promise<void>, text: string): void =>
    void act.then(
      () => toasts.getState().add({ tone: 'info', text }),
      thrown => toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message }),
    )
  return {
    choose: (trouble: PracticeTrouble | undefined) =>
      said(
        setTrouble(machineId, trouble?.id ?? null),
        trouble ? `The next job meets: ${trouble.title}` : 'The next job goes well.',
      ),
    reset: () => said(reset(machineId), 'The practice machine is as it was at first.'),
  }
}

/** What a practice machine should get wrong, and the way back to how it was. */
export function PracticeMenu({ machineId }: { readonly machineId: string }) {
  const load = usePractice(state => state.load)
  const chosenId = usePractice(state => state.states.find(known => known.machineId === machineId)?.trouble)
  const chosen = usePractice(state => state.troubles.find(({ id }) => id === chosenId))
  const [isOpen, setOpen] = useState(false)
  useEffect(() => void load().catch(() => undefined), [load])
  return (
    <Dropdown
      isOpen={isOpen}
      isScrollable
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={menuPlace}
      toggle={ref => (
        <MenuToggle ref={ref} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} className="dd-practice-toggle">
          {chosen ? `Trouble: ${chosen.title}` : 'Practise a trouble'}
        </MenuToggle>
      )}
    >
      <Choices machineId={machineId} chosenId={chosenId} />
    </Dropdown>
  )
}

function Choices({ machineId, chosenId }: { readonly machineId: string; readonly chosenId: string | undefined }) {
  const troubles = usePractice(state => state.troubles)
  const { choose, reset } = usePracticeActs(machineId)
  return (
    <>
      <DropdownGroup label="The next job on this machine meets">
        <DropdownList>
          <DropdownItem isSelected={chosenId === undefined} onClick={() => choose(undefined)}>
            No trouble
          </DropdownItem>
          {troubles.map(trouble => (
            <DropdownItem key={trouble.id} isSelected={trouble.id === chosenId} onClick={() => choose(trouble)}>
              {trouble.title}
            </DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownList>
        <DropdownItem onClick={reset}>Put it back as it was at first</DropdownItem>
      </DropdownList>
    </>
  )
}

import { Divider, Dropdown, DropdownGroup, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import { useEffect, useState } from 'react'
import { toAppError } from '../../shared/errors.ts'
import { useApp, usePractice } from '../app/use-app.ts'
import { menuPlace } from '../ui/menu-place.ts'

/** What a practice machine should get wrong, and the way back to how it was. */
export function PracticeMenu({ machineId }: { readonly machineId: string }) {
  const { practice, toasts } = useApp()
  const troubles = usePractice(state => state.troubles)
  const trouble = usePractice(state => state.states.find(known => known.machineId === machineId)?.trouble)
  const [isOpen, setOpen] = useState(false)
  useEffect(
    () =>
      void practice
        .getState()
        .load()
        .catch(() => undefined),
    [practice],
  )
  const said = (act: Promise<void>, text: string): void =>
    void act.then(
      () => toasts.getState().add({ tone: 'info', text }),
      thrown => toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message }),
    )
  const choose = (id: string | null, text: string): void => said(practice.getState().setTrouble(machineId, id), text)
  const title = troubles.find(({ id }) => id === trouble)?.title
  return (
    <Dropdown
      isOpen={isOpen}
      isScrollable
      onOpenChange={setOpen}
      onSelect={() => setOpen(false)}
      popperProps={menuPlace}
      toggle={ref => (
        <MenuToggle ref={ref} isExpanded={isOpen} onClick={() => setOpen(!isOpen)} className="dd-practice-toggle">
          {title ? `Trouble: ${title}` : 'Practise a trouble'}
        </MenuToggle>
      )}
    >
      <DropdownGroup label="The next job on this machine meets">
        <DropdownList>
          <DropdownItem isSelected={trouble === undefined} onClick={() => choose(null, 'The next job goes well.')}>
            No trouble
          </DropdownItem>
          {troubles.map(({ id, title: name }) => (
            <DropdownItem
              key={id}
              isSelected={id === trouble}
              onClick={() => choose(id, `The next job meets: ${name}`)}
            >
              {name}
            </DropdownItem>
          ))}
        </DropdownList>
      </DropdownGroup>
      <Divider />
      <DropdownList>
        <DropdownItem
          onClick={() => said(practice.getState().reset(machineId), 'The practice machine is as it was at first.')}
        >
          Put it back as it was at first
        </DropdownItem>
      </DropdownList>
    </Dropdown>
  )
}

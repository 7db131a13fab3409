import { Button, Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import { useState } from 'react'
import { menuPlace } from '../ui/menu-place.ts'
import { AddMachineDialog } from './add-machine-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'

type Way = 'ssh' | 'import'

function WayDialog({ way, onClose }: { readonly way: Way | undefined; onClose(): void }) {
  if (way === 'ssh') return <AddMachineDialog onClose={onClose} />
  return way === 'import' ? <ImportDialog onClose={onClose} /> : null
}

/** The ways to get a machine into the list, as a menu. */
export function AddMenu() {
  const [isOpen, setOpen] = useState(false)
  const [way, setWay] = useState<Way | undefined>(undefined)
  return (
    <>
      <Dropdown
        isOpen={isOpen}
        onOpenChange={setOpen}
        onSelect={() => setOpen(false)}
        popperProps={menuPlace}
        toggle={ref => (
          <MenuToggle ref={ref} variant="primary" isExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
            Add machine
          </MenuToggle>
        )}
      >
        <DropdownList>
          <DropdownItem onClick={() => setWay('ssh')} description="Host, user and key">
            SSH machine…
          </DropdownItem>
          <DropdownItem onClick={() => setWay('import')} description="Choose from the hosts you have there">
            From ~/.ssh/config…
          </DropdownItem>
        </DropdownList>
      </Dropdown>
      <WayDialog way={way} onClose={() => setWay(undefined)} />
    </>
  )
}

/** The same ways as buttons, for the empty list. */
export function AddButtons() {
  const [way, setWay] = useState<Way | undefined>(undefined)
  return (
    <>
      <Button onClick={() => setWay('ssh')}>Add SSH machine…</Button>
      <Button variant="secondary" onClick={() => setWay('import')}>
        Choose from ~/.ssh/config…
      </Button>
      <WayDialog way={way} onClose={() => setWay(undefined)} />
    </>
  )
}

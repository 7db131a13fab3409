import { Divider, Dropdown, DropdownItem, DropdownList, MenuToggle } from '@patternfly/react-core'
import EllipsisVIcon from '@patternfly/react-icons/dist/dynamic/icons/ellipsis-v-icon'
import { useRef, useState } from 'react'
import { deploymentIn } from '../../shared/deployment.ts'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import { menuPlace } from '../ui/menu-place.ts'
import { canRebase } from './machine-words.ts'
import type { MachineActs } from './use-machine-acts.ts'

interface Props {
  readonly machine: Machine
  readonly acts: MachineActs
  /** Whether “Rebase…” is in the menu, too. */
  readonly hasRebase?: boolean
  onRemove(): void
}

/**
 * All that can be done to a machine. What cannot be done now is shown, but cannot be chosen. The menu itself is there
 * only while it is open: two hundred closed ones cost more than the rest of their rows.
 */
export function MachineMenu({ machine, acts, hasRebase = false, onRemove }: Props) {
  const [isOpen, setOpen] = useState(false)
  const toggle = useRef<HTMLButtonElement>(null)
  return (
    <>
      <MenuToggle
        ref={toggle}
        variant="plain"
        isExpanded={isOpen}
        aria-label={`Actions for ${machine.name}`}
        icon={<EllipsisVIcon />}
        onClick={() => setOpen(!isOpen)}
      />
      {isOpen && (
        <Dropdown
          isOpen
          onOpenChange={setOpen}
          onSelect={() => setOpen(false)}
          popperProps={menuPlace}
          toggle={{ toggleNode: null, toggleRef: toggle }}
        >
          <MenuItems machine={machine} acts={acts} hasRebase={hasRebase} onRemove={onRemove} />
        </Dropdown>
      )}
    </>
  )
}

function MenuItems({ machine, acts, hasRebase, onRemove }: Props) {
  const { id, state, facts, kind } = machine
  const isFree = canRebase(machine)
  const hasWayBack = deploymentIn(facts?.status, 'rollback') !== undefined
  return (
    <DropdownList>
      {hasRebase && (
        <DropdownItem isDisabled={!isFree} onClick={() => navigate({ kind: 'rebase', machineId: id })}>
          Rebase…
        </DropdownItem>
      )}
      <DropdownItem isDisabled={!isFree || !hasWayBack} onClick={() => navigate({ kind: 'rollback', machineId: id })}>
        Roll back…
      </DropdownItem>
      <DropdownItem isDisabled={!isFree} onClick={() => acts.restart(id)}>
        Restart…
      </DropdownItem>
      {state.kind === 'stopped' && kind === 'podman' && (
        <DropdownItem onClick={() => acts.start(id)}>Start</DropdownItem>
      )}
      <DropdownItem isDisabled={state.kind === 'asking'} onClick={() => acts.refresh(id)}>
        Ask again
      </DropdownItem>
      {kind === 'ssh' && (
        <>
          <Divider component="li" />
          <DropdownItem onClick={onRemove}>Remove from the list…</DropdownItem>
        </>
      )}
    </DropdownList>
  )
}

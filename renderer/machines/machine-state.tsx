import BanIcon from '@patternfly/react-icons/dist/dynamic/icons/ban-icon'
import CheckCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/check-circle-icon'
import DisconnectedIcon from '@patternfly/react-icons/dist/dynamic/icons/disconnected-icon'
import PauseCircleIcon from '@patternfly/react-icons/dist/dynamic/icons/outlined-pause-circle-icon'
import PowerOffIcon from '@patternfly/react-icons/dist/dynamic/icons/power-off-icon'
import SyncAltIcon from '@patternfly/react-icons/dist/dynamic/icons/sync-alt-icon'
import type { ComponentType } from 'react'
import type { Machine } from '../../shared/machine.ts'
import { StateLabel } from '../ui/state-label.tsx'
import { When } from '../ui/when.tsx'
import { isOld, lookOf, lookWords, type MachineLook } from './machine-words.ts'

const icons: Readonly<Record<MachineLook, ComponentType>> = {
  ready: CheckCircleIcon,
  'restart-pending': PowerOffIcon,
  changing: SyncAltIcon,
  asking: SyncAltIcon,
  restarting: SyncAltIcon,
  stopped: PauseCircleIcon,
  starting: SyncAltIcon,
  unreachable: DisconnectedIcon,
  unsupported: BanIcon,
}

interface Props {
  readonly machine: Machine
  readonly isAsked?: boolean
  /** Says how old the facts are. */
  readonly hasAge?: boolean
}

/** How a machine stands: word, icon, colour, and the age of old facts. */
export function MachineState({ machine, isAsked = false, hasAge = true }: Props) {
  const look = isAsked ? 'asking' : lookOf(machine)
  const { text, tone } = lookWords[look]
  const problem = 'error' in machine.state ? machine.state.error.message : undefined
  return (
    <span className="dd-machine-state">
      <StateLabel tone={tone} icon={icons[look]} isSpinning={icons[look] === SyncAltIcon} title={problem}>
        {text}
      </StateLabel>
      {hasAge && isOld(machine) && machine.factsAt !== undefined && (
        <span className="dd-subtle dd-machine-state__age">
          as of <When at={machine.factsAt} />
        </span>
      )}
    </span>
  )
}

import { Button } from '@patternfly/react-core'
import type { ReactNode } from 'react'
import { deploymentIn } from '../../shared/deployment.ts'
import type { Machine } from '../../shared/machine.ts'
import { navigate } from '../app/route.ts'
import type { Place } from '../deployments/words.ts'
import type { MachineActs } from './use-machine-acts.ts'

interface Props {
  readonly machine: Machine
  readonly place: Exclude<Place, 'running'>
  readonly isFree: boolean
  readonly acts: MachineActs
}

/** What can be done to a berth, on the berth it changes. */
export function BerthAct({ machine, place, isFree, acts }: Props) {
  const status = machine.facts?.status
  const machineId = machine.id
  const go = (kind: 'rollback' | 'discard' | 'rebase') => () => navigate({ kind, machineId })
  if (place === 'wayBack') {
    if (!deploymentIn(status, 'rollback') || status?.rollbackQueued) return null
    return (
      <Act isFree={isFree} onClick={go('rollback')}>
        Roll back…
      </Act>
    )
  }
  if (!deploymentIn(status, 'staged') && !status?.rollbackQueued)
    return (
      <Act isFree={isFree} onClick={go('rebase')}>
        Choose an image…
      </Act>
    )
  return (
    <>
      <Act isFree={isFree} onClick={() => acts.restart(machineId)} isMain>
        Restart…
      </Act>
      {deploymentIn(status, 'staged') && (
        <Act isFree={isFree} onClick={go('discard')}>
          Discard…
        </Act>
      )}
    </>
  )
}

function Act(props: {
  readonly isFree: boolean
  readonly isMain?: boolean
  onClick(): void
  readonly children: ReactNode
}) {
  return (
    <Button
      variant={props.isMain ? 'primary' : 'secondary'}
      size="sm"
      isDisabled={!props.isFree}
      onClick={props.onClick}
    >
      {props.children}
    </Button>
  )
}

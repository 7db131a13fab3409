import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import type { Machine } from '../../shared/machine.ts'
import { count } from '../ui/format.ts'

interface Props {
  readonly machines: readonly Machine[]
  onRemove(): void
  onClose(): void
}

/** Asks before machines are forgotten. The default is to keep them. */
export function RemoveDialog({ machines, onRemove, onClose }: Props) {
  const [only] = machines
  const what = machines.length === 1 && only ? only.name : count(machines.length, 'machine')
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="remove-title" elementToFocus="#remove-keep">
      <ModalHeader title={`Remove ${what} from the list?`} labelId="remove-title" />
      <ModalBody>
        Drydock forgets the address. Nothing is touched on {machines.length === 1 ? 'the machine' : 'the machines'}, and
        the history stays.
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={onRemove}>
          Remove {what}
        </Button>
        <Button id="remove-keep" variant="link" onClick={onClose}>
          Keep
        </Button>
      </ModalFooter>
    </Modal>
  )
}

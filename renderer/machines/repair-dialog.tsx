import { Button, Modal, ModalBody, ModalFooter, ModalHeader } from '@patternfly/react-core'
import type { Repair } from '../../shared/doctor.ts'

interface Props {
  readonly machineName: string
  readonly repair: Repair
  onYes(): void
  onNo(): void
}

/** Asks before anything is done: what it does to whom, and the command. The default is to leave it. */
export function RepairDialog({ machineName, repair, onYes, onNo }: Props) {
  return (
    <Modal
      variant="small"
      isOpen
      onClose={onNo}
      aria-labelledby="repair-title"
      aria-describedby="repair-body"
      elementToFocus="#repair-no"
    >
      <ModalHeader title={`${repair.title} on ${machineName}?`} labelId="repair-title" />
      <ModalBody id="repair-body">
        <p>{repair.consequence}</p>
        <p>
          {repair.commands.map(line => (
            <code key={line} className="dd-break">
              {line}
            </code>
          ))}
        </p>
      </ModalBody>
      <ModalFooter>
        <Button variant="danger" onClick={onYes}>
          {repair.title}
        </Button>
        <Button id="repair-no" variant="link" onClick={onNo}>
          Leave it
        </Button>
      </ModalFooter>
    </Modal>
  )
}

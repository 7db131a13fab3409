import { Modal, ModalBody, ModalHeader } from '@patternfly/react-core'

const keys = [
  ['/', 'Search on this page'],
  ['↑ ↓', 'Move in a table'],
  ['Enter', 'Open the row'],
  ['r', 'Rebase the machine'],
  ['f', 'Ask the machine again'],
  ['o', 'Use an image of this computer'],
  ['l', 'Open or close the log of a job'],
  ['n, N', 'Next and previous match in the log'],
  ['Esc', 'Back'],
  ['?', 'These keys'],
] as const

/** All keys there are. */
export function KeysHelp({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) {
  return (
    <Modal variant="small" isOpen={isOpen} onClose={onClose} aria-labelledby="keys-title">
      <ModalHeader title="Keys" labelId="keys-title" />
      <ModalBody>
        <dl className="dd-keys">
          {keys.map(([key, what]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </ModalBody>
    </Modal>
  )
}

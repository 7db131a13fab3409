import {
  Button,
  DescriptionList,
  DescriptionListDescription,
  DescriptionListGroup,
  DescriptionListTerm,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
} from '@patternfly/react-core'
import type { Question } from '../../shared/api.ts'
import { CopyButton } from '../ui/copy-button.tsx'

interface Props {
  readonly question: Extract<Question, { kind: 'host-key' }>
  readonly onAnswer: (answer: true | null) => void
}

/** A machine that is not known yet shows its key; trusting it is never the default. */
export function HostKeyDialog({ question, onAnswer }: Props) {
  const { machine, keyType, fingerprint, address } = question
  return (
    <Modal
      variant="small"
      isOpen
      onClose={() => onAnswer(null)}
      aria-labelledby="host-key-title"
      aria-describedby="host-key-body"
      elementToFocus="#host-key-refuse"
    >
      <ModalHeader title={`Is this really ${machine}?`} titleIconVariant="warning" labelId="host-key-title" />
      <ModalBody id="host-key-body" className="dd-stack">
        <p>
          This computer has not seen its key before. If the fingerprint is not the machine’s own, someone else may be
          listening in.
        </p>
        <DescriptionList isHorizontal isCompact>
          <Fact term="Address">{address}</Fact>
          <Fact term={`${keyType} key`}>
            <code className="dd-code dd-break">{fingerprint}</code> <CopyButton text={fingerprint} what="fingerprint" />
          </Fact>
        </DescriptionList>
        <p className="dd-subtle">
          On the machine: <code>ssh-keygen -lf /etc/ssh/ssh_host_{keyFile(keyType)}_key.pub</code>
        </p>
      </ModalBody>
      <ModalFooter>
        <Button variant="secondary" onClick={() => onAnswer(true)}>
          Trust this key
        </Button>
        <Button id="host-key-refuse" variant="primary" onClick={() => onAnswer(null)}>
          Do not connect
        </Button>
      </ModalFooter>
    </Modal>
  )
}

/** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `rsa-sha2-512` as sshd names its key files, see ssh-keygen(1) FILES. */
const keyFile = (keyType: string): string => /ed25519|ecdsa|rsa/i.exec(keyType)?.[0].toLowerCase() ?? 'ed25519'

function Fact({ term, children }: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <DescriptionListGroup>
      <DescriptionListTerm>{term}</DescriptionListTerm>
      <DescriptionListDescription>{children}</DescriptionListDescription>
    </DescriptionListGroup>
  )
}

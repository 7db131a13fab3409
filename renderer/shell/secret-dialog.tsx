import {
  Button,
  Form,
  FormGroup,
  FormHelperText,
  HelperText,
  HelperTextItem,
  Modal,
  ModalBody,
  ModalFooter,
  ModalHeader,
  TextInput,
} from '@patternfly/react-core'
import { type FormEvent, useState } from 'react'
import type { Question } from '../../shared/api.ts'

type SecretQuestion = Exclude<Question, { kind: 'host-key' }>

interface Props {
  readonly question: SecretQuestion
  readonly onAnswer: (answer: string | null) => void
}

interface Words {
  readonly title: string
  readonly label: string
  readonly why: string
  readonly wrong: string
}

function wordsOf(question: SecretQuestion): Words {
  const { machine } = question
  if (question.kind === 'passphrase')
    return {
      title: `Unlock the key for ${machine}`,
      label: `Passphrase of ${question.path}`,
      why: 'It is used on this computer only, to open the key file.',
      wrong: 'That passphrase does not open the key.',
    }
  if (question.kind === 'password')
    return {
      title: `Log in to ${machine}`,
      label: `Password of ${question.user}`,
      why: 'The machine accepted none of the keys and asks for a password.',
      wrong: 'The machine did not accept that password.',
    }
  return {
    title: `${machine} asks for a password to act as root`,
    label: `Password of ${question.user} for sudo`,
    why: 'Changing the system needs root there.',
    wrong: 'sudo did not accept that password.',
  }
}

/** Asks for a secret, which is handed over once and kept in memory only. */
export function SecretDialog({ question, onAnswer }: Props) {
  const [secret, setSecret] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (secret !== '') onAnswer(secret)
  }
  return (
    <Modal
      variant="small"
      isOpen
      onClose={() => onAnswer(null)}
      aria-labelledby="secret-title"
      elementToFocus="#secret"
    >
      <ModalHeader title={wordsOf(question).title} labelId="secret-title" />
      <ModalBody>
        <Form id="secret-form" onSubmit={submit}>
          <SecretField question={question} secret={secret} onSecret={setSecret} />
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="secret-form" isDisabled={secret === ''}>
          Continue
        </Button>
        <Button variant="link" onClick={() => onAnswer(null)}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}

interface FieldProps {
  readonly question: SecretQuestion
  readonly secret: string
  onSecret(secret: string): void
}

function SecretField({ question, secret, onSecret }: FieldProps) {
  const { label, why, wrong } = wordsOf(question)
  const wasWrong = question.isRetry && secret === ''
  return (
    <FormGroup label={label} fieldId="secret">
      <TextInput
        id="secret"
        type="password"
        autoComplete="off"
        value={secret}
        validated={wasWrong ? 'error' : 'default'}
        onChange={(_, value) => onSecret(value)}
      />
      <FormHelperText>
        <HelperText>
          {wasWrong && <HelperTextItem variant="error">{wrong}</HelperTextItem>}
          <HelperTextItem>{why} Drydock keeps it in memory only and never writes it down.</HelperTextItem>
        </HelperText>
      </FormHelperText>
    </FormGroup>
  )
}

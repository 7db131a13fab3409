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
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import { navigate } from '../app/route.ts'
import { useMachines } from '../app/use-app.ts'
import { ErrorCard } from '../ui/error-card.tsx'
import { checkForm, emptyForm, type MachineForm, type Problems } from './new-machine.ts'

const fields: readonly {
  readonly name: keyof MachineForm
  readonly label: string
  readonly hint?: string
  readonly isRequired?: boolean
}[] = [
  { name: 'name', label: 'Name', hint: 'What you call it here.', isRequired: true },
  { name: 'host', label: 'Host name or address', isRequired: true },
  { name: 'port', label: 'Port', isRequired: true },
  { name: 'user', label: 'User', hint: 'Root, or one who may use sudo there.', isRequired: true },
  { name: 'keyPath', label: 'Key file', hint: 'Empty: the agent and your usual keys.' },
  { name: 'jump', label: 'Jump over', hint: 'user@host:port, comma-separated, as with ssh -J.' },
]

/** The form's state: text, fields that were left, and the adding itself. */
function useAddForm(onAdded: (machineId: string) => void) {
  const add = useMachines(state => state.add)
  const names = useMachines(state => state.machines)?.map(({ name }) => name)
  const [form, setForm] = useState(emptyForm)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [error, setError] = useState<ErrorReport | undefined>(undefined)
  const [isBusy, setBusy] = useState(false)
  const { machine, problems } = checkForm(form, names)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setLeft(new Set(fields.map(({ name }) => name)))
    if (!machine) return
    setBusy(true)
    const fail = (thrown: unknown): void => {
      setBusy(false)
      setError(toAppError(thrown).report)
    }
    add(machine).then(({ id }) => onAdded(id), fail)
  }
  const fieldProps = (name: keyof MachineForm) => ({
    value: form[name],
    problem: left.has(name) ? problems[name] : undefined,
    onChange: (value: string) => setForm({ ...form, [name]: value }),
    onLeave: () => setLeft(new Set([...left, name])),
  })
  return { error, isBusy, submit, fieldProps }
}

/** A machine over SSH, checked field by field once it was left or sent. */
export function AddMachineDialog({ onClose }: { onClose(): void }) {
  const { error, isBusy, submit, fieldProps } = useAddForm(machineId => {
    onClose()
    navigate({ kind: 'machine', machineId })
  })
  return (
    <Modal variant="small" isOpen onClose={onClose} aria-labelledby="add-title" elementToFocus="#machine-name">
      <ModalHeader title="Add an SSH machine" labelId="add-title" />
      <ModalBody className="dd-stack">
        {error && <ErrorCard error={error} />}
        <Form id="add-form" className="dd-add-form" onSubmit={submit} noValidate>
          {fields.map(field => (
            <Field key={field.name} {...field} {...fieldProps(field.name)} />
          ))}
        </Form>
      </ModalBody>
      <ModalFooter>
        <Button type="submit" form="add-form" isLoading={isBusy} isDisabled={isBusy}>
          Add machine
        </Button>
        <Button variant="link" onClick={onClose}>
          Cancel
        </Button>
      </ModalFooter>
    </Modal>
  )
}

interface FieldProps {
  readonly name: keyof Problems
  readonly label: string
  readonly hint?: string
  readonly isRequired?: boolean
  readonly value: string
  readonly problem: string | undefined
  onChange(value: string): void
  onLeave(): void
}

function Field({ name, label, hint, isRequired = false, value, problem, onChange, onLeave }: FieldProps) {
  const id = `machine-${name}`
  return (
    <FormGroup label={label} fieldId={id} isRequired={isRequired} className={`dd-field-${name}`}>
      <TextInput
        id={id}
        value={value}
        isRequired={isRequired}
        validated={problem ? 'error' : 'default'}
        aria-describedby={`${id}-help`}
        autoComplete="off"
        spellCheck={false}
        onChange={(_, text) => onChange(text)}
        onBlur={() => value !== '' && onLeave()}
      />
      <FormHelperText>
        <HelperText id={`${id}-help`}>
          {problem ? (
            <HelperTextItem variant="error">{problem}</HelperTextItem>
          ) : (
            hint && <HelperTextItem>{hint}</HelperTextItem>
          )}
        </HelperText>
      </FormHelperText>
    </FormGroup>
  )
}

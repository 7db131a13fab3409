/** The form of a new machine: text as typed, and what is wrong with it, field by field. Pure. */
import { type NewMachine, newMachineSchema } from '../../shared/api.ts'

/** The fields as text. */
export type MachineForm = { readonly [Field in keyof NewMachine]: string }

export const emptyForm: MachineForm = { name: '', host: '', port: '22', user: '', keyPath: '', jump: '' }

export type Problems = Partial<Record<keyof MachineForm, string>>

const sentences: Problems = {
  name: 'A name begins with a letter or digit; letters, digits, blanks, “.”, “_” and “-” may follow.',
  host: 'A host name or address, without user and port.',
  port: 'A number from 1 to 65535.',
  user: 'A user name on the machine.',
}

const machineOf = (form: MachineForm): unknown => ({
  ...form,
  name: form.name.trim(),
  host: form.host.trim(),
  user: form.user.trim(),
  keyPath: form.keyPath.trim(),
  jump: form.jump.trim(),
  port: /^\d+$/.test(form.port.trim()) ? Number(form.port) : Number.NaN,
})

/** The machine a form describes, or what has to be mended; a name may be taken already. */
export function checkForm(
  form: MachineForm,
  takenNames: readonly string[] = [],
): { readonly machine?: NewMachine; readonly problems: Problems } {
  const checked = newMachineSchema.safeParse(machineOf(form))
  const isTaken = takenNames.includes(form.name.trim())
  const taken = isTaken ? { name: `A machine called “${form.name.trim()}” is already in the list.` } : {}
  if (checked.success) return isTaken ? { problems: taken } : { machine: checked.data, problems: {} }
  const fields = checked.error.issues.map(issue => issue.path[0] as keyof MachineForm)
  return {
    problems: { ...Object.fromEntries(fields.map(field => [field, sentences[field] ?? 'Too long.'])), ...taken },
  }
}

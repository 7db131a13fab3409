import type { MachineFacts } from '../../../shared/machine.ts'
import type { MachineHandle } from '../../machines/machine-handle.ts'

/** The first version in which everything unit-commands.ts needs is there and of use (systemd's NEWS). */
const LEAST_SYSTEMD = 244

/** Whether the work goes on there without Drydock, and why not where it does not. */
export type Detachment = { readonly kind: 'unit' } | { readonly kind: 'attached'; readonly why: string }

/** How the commands that change a machine run there. */
export function detachmentOn(machine: MachineHandle, { tools }: MachineFacts): Detachment {
  if (!tools.systemd) return { kind: 'attached', why: `There is no systemd on ${machine.name}.` }
  if (tools.systemdVersion !== undefined && tools.systemdVersion < LEAST_SYSTEMD) {
    return { kind: 'attached', why: `systemd ${tools.systemdVersion} on ${machine.name} is too old for it.` }
  }
  if (machine.asksEachTime?.() === true) {
    return { kind: 'attached', why: `On ${machine.name} a dialog asks for the password of every single command.` }
  }
  return { kind: 'unit' }
}

import type { CommandRunner } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { emptyCommand } from './store-commands.ts'
import { readStore } from './store-listing.ts'

/** Removes everything Drydock keeps of images it sent to a machine; what a job’s layout holds stays with it. */
export async function emptyStore(machine: CommandRunner & Pick<MachineHandle, 'name'>): Promise<void> {
  const { store, isThere } = await readStore(machine, machine.name)
  if (isThere) await machine.run(emptyCommand(store))
}

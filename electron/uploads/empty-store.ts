import type { CommandRunner } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { removeAll } from './remove-all.ts'
import { emptyCommand } from './store-commands.ts'
import { readStores } from './store-listing.ts'
import { pathsToTrim } from './trim-store.ts'

/** Removes everything Drydock keeps of images it sent to a machine; what a job’s layout holds stays with it. */
export async function emptyStore(machine: CommandRunner & Pick<MachineHandle, 'name'>): Promise<void> {
  for (const { store, isThere } of await readStores(machine, machine.name)) {
    if (isThere) await machine.run(emptyCommand(store))
  }
}

/** Removes what nobody used for long, and the oldest above the cap. */
export async function trimStore(machine: CommandRunner & Pick<MachineHandle, 'name'>): Promise<void> {
  for (const listing of await readStores(machine, machine.name)) {
    const paths = pathsToTrim(listing, { keep: new Set(), addedBytes: 0, now: Date.now() })
    await removeAll(machine, paths)
  }
}

import type { CommandRunner } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { emptyCommand, removeCommand } from './store-commands.ts'
import { readStore } from './store-listing.ts'
import { pathsToTrim } from './trim-store.ts'

/** Paths of one command line. */
const REMOVED_AT_ONCE = 200

/** Removes everything Drydock keeps of images it sent to a machine; what a job’s layout holds stays with it. */
export async function emptyStore(machine: CommandRunner & Pick<MachineHandle, 'name'>): Promise<void> {
  const { store, isThere } = await readStore(machine, machine.name)
  if (isThere) await machine.run(emptyCommand(store))
}

/** Removes what nobody used for long, and the oldest above the cap. */
export async function trimStore(machine: CommandRunner & Pick<MachineHandle, 'name'>): Promise<void> {
  const listing = await readStore(machine, machine.name)
  const paths = pathsToTrim(listing, { keep: new Set(), addedBytes: 0, now: Date.now() })
  for (let from = 0; from < paths.length; from += REMOVED_AT_ONCE) {
    await machine.run(removeCommand(paths.slice(from, from + REMOVED_AT_ONCE)))
  }
}

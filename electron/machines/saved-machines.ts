/**
 * The SSH machines a person added. One added by hand is kept as it was typed; one imported from ~/.ssh/config is kept as
 * its name only, and read there again each time, so that the configuration stays the one place to change it.
 */

import { join } from 'node:path'
import * as z from 'zod'
import { newMachineSchema } from '../../shared/api.ts'
import type { AppError } from '../../shared/errors.ts'
import { changeJsonFile } from '../lib/change-json-file.ts'
import { readJsonFile, setAsideDamagedFile } from '../lib/json-file.ts'

const savedMachineSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('address'), ...newMachineSchema.shape }),
  z.strictObject({ kind: z.literal('ssh-config'), name: z.string().min(1).max(255) }),
])
const VERSION = 1
/** Files without a version are of before there was one, and are the same otherwise. */
const fileSchema = z.strictObject({ version: z.literal(VERSION).optional(), machines: z.array(savedMachineSchema) })

export type SavedMachine = z.infer<typeof savedMachineSchema>

export interface SavedMachines {
  list(): readonly SavedMachine[]
  /** One of the same name is replaced. */
  add(machines: readonly SavedMachine[]): void
  remove(name: string): void
  /** Set when there was a file that could not be used: it was set aside, and the list began empty. */
  damage(): AppError<'storage/damaged'> | undefined
}

/** Opens the list in the data directory. Another Drydock may write it too, so it is read again before each change. */
export function openSavedMachines(dataDir: string): SavedMachines {
  const path = join(dataDir, 'machines.json')
  let damage: AppError<'storage/damaged'> | undefined

  function read(): readonly SavedMachine[] {
    const value = readJsonFile(path, error => {
      damage = error
    })
    if (value === undefined) return []
    const file = fileSchema.safeParse(value)
    if (file.success) return file.data.machines
    damage = setAsideDamagedFile(path, file.error)
    return []
  }

  let machines = read()
  function change(next: (before: readonly SavedMachine[]) => readonly SavedMachine[]): void {
    // What cannot be used is set aside before the file is written anew.
    read()
    changeJsonFile(path, value => {
      machines = next(fileSchema.safeParse(value).data?.machines ?? [])
      return { version: VERSION, machines }
    })
  }
  const without = (before: readonly SavedMachine[], names: readonly string[]): readonly SavedMachine[] =>
    before.filter(machine => !names.includes(machine.name))

  return {
    list: () => machines,
    add(added) {
      const names = added.map(machine => machine.name)
      change(before => [...without(before, names), ...added])
    },
    remove: name => change(before => without(before, [name])),
    damage: () => damage,
  }
}

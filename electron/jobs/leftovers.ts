/**
 * The directories that jobs make on machines, written down before they are made. What a job could not remove, because
 * the machine was away or Drydock was killed, is removed at the next connection. Nothing else is ever removed there.
 */

import { join } from 'node:path'
import * as z from 'zod'
import { isAppError } from '../../shared/errors.ts'
import { isProcessAlive } from '../lib/is-process-alive.ts'
import { type OnDamaged, readJsonFile, writeJsonFile } from '../lib/json-file.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { removeDirectoryCommand } from './steps/commands.ts'

const leftoverSchema = z.strictObject({
  machineId: z.string(),
  directory: z.string().regex(/^\/var\/tmp\/drydock\.[0-9a-f]+$/),
  /** The process whose job made it. */
  pid: z.int(),
})
type Leftover = z.infer<typeof leftoverSchema>

export interface Leftovers {
  /** To be called before a job makes the directory. */
  claim(machineId: string, directory: string): void
  /** The job is over: removes the directory, or keeps it in mind when the machine does not answer. */
  settle(machine: MachineHandle, directory: string): Promise<'removed' | 'left'>
  /** Whether something of an ended job is left on a machine. */
  isLeft(machineId: string): boolean
  /** Removes what earlier jobs left on a machine that answers; says what was removed. */
  sweep(machine: MachineHandle): Promise<readonly string[]>
}

export function openLeftovers(dataDir: string, onDamaged: OnDamaged): Leftovers {
  const path = join(dataDir, 'leftovers.json')
  const inUse = new Set<string>()
  const read = (): Leftover[] => {
    const parsed = z.array(leftoverSchema).safeParse(readJsonFile(path, onDamaged) ?? [])
    return parsed.success ? parsed.data : []
  }
  const forget = (directory: string): void =>
    writeJsonFile(
      path,
      read().filter(each => each.directory !== directory),
    )
  const isAbandoned = ({ directory, pid }: Leftover): boolean =>
    pid === process.pid ? !inUse.has(directory) : !isProcessAlive(pid)

  async function settle(machine: MachineHandle, directory: string): Promise<'removed' | 'left'> {
    inUse.delete(directory)
    const outcome = await remove(machine, directory)
    if (outcome === 'removed') forget(directory)
    return outcome
  }

  return {
    claim(machineId, directory) {
      inUse.add(directory)
      writeJsonFile(path, [...read(), { machineId, directory, pid: process.pid }])
    },
    settle,
    isLeft: machineId => read().some(each => each.machineId === machineId && isAbandoned(each)),
    async sweep(machine) {
      const removed: string[] = []
      for (const leftover of read()) {
        if (leftover.machineId !== machine.id || !isAbandoned(leftover)) continue
        if ((await settle(machine, leftover.directory)) === 'removed') removed.push(leftover.directory)
      }
      return removed
    },
  }
}

async function remove(machine: MachineHandle, directory: string): Promise<'removed' | 'left'> {
  try {
    await machine.run(removeDirectoryCommand(directory), { timeoutMs: 60_000 })
    return 'removed'
  } catch (thrown) {
    if (isAppError(thrown)) return 'left'
    throw thrown
  }
}

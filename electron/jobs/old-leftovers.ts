/**
 * Version 1 kept the directories its jobs had made in `leftovers.json`; since version 2 the logs of the jobs tell. What the
 * old file names is still removed when its machine answers, and is forgotten then.
 */

import { rmSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { isProcessAlive } from '../lib/is-process-alive.ts'
import { type OnDamaged, readJsonFile, writeJsonFile } from '../lib/json-file.ts'

const fileSchema = z.array(
  z.object({
    machineId: z.string(),
    directory: z.string().regex(/^\/var\/tmp\/drydock\.[0-9a-f]+$/),
    /** The process whose job made it. */
    pid: z.int(),
  }),
)

export interface OldLeftovers {
  isAbandoned(machineId: string, directory: string): boolean
  forget(directories: readonly string[]): void
}

export function openOldLeftovers(dataDir: string, onDamaged: OnDamaged): OldLeftovers {
  const path = join(dataDir, 'leftovers.json')
  let left = fileSchema.safeParse(readJsonFile(path, onDamaged) ?? []).data ?? []
  return {
    isAbandoned: (machineId, directory) =>
      left.some(each => each.machineId === machineId && each.directory === directory && !isProcessAlive(each.pid)),
    forget(directories) {
      const kept = left.filter(each => !directories.includes(each.directory))
      if (kept.length === left.length) return
      left = kept
      if (left.length === 0) rmSync(path, { force: true })
      else writeJsonFile(path, left)
    },
  }
}

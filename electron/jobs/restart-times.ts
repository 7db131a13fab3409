/** How long restarts of each machine took, so that the prompt can say what to expect. The last ten of each are kept. */

import { join } from 'node:path'
import * as z from 'zod'
import { changeJsonFile } from '../lib/change-json-file.ts'
import { type OnDamaged, readJsonFile } from '../lib/json-file.ts'

const KEPT = 10
const timesSchema = z.record(z.string(), z.array(z.number().positive()))

export interface RestartTimes {
  /** The middle of the last ones, in milliseconds. */
  usualMs(machineId: string): number | undefined
  remember(machineId: string, durationMs: number): void
}

export function openRestartTimes(dataDir: string, onDamaged: OnDamaged): RestartTimes {
  const path = join(dataDir, 'restart-times.json')
  const parse = (value: unknown): Record<string, number[]> => timesSchema.safeParse(value ?? {}).data ?? {}
  const read = (): Record<string, number[]> => parse(readJsonFile(path, onDamaged))
  return {
    usualMs(machineId) {
      const times = (read()[machineId] ?? []).toSorted((a, b) => a - b)
      return times[Math.floor(times.length / 2)]
    },
    remember(machineId, durationMs) {
      changeJsonFile(
        path,
        value => {
          const all = parse(value)
          return { ...all, [machineId]: [...(all[machineId] ?? []), durationMs].slice(-KEPT) }
        },
        onDamaged,
      )
    },
  }
}

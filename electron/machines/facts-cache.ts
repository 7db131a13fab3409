/**
 * The last facts each machine told, kept between starts: a list that is right at once, and something to show of a
 * machine that cannot be reached. It is a cache: a file that does not fit is left out of account, one that cannot
 * be written stays as it was.
 */

import { join } from 'node:path'
import * as z from 'zod'
import type { MachineFacts } from '../../shared/machine.ts'
import { readJsonFile, writeJsonFile } from '../lib/json-file.ts'
import { coalesced } from './coalesced.ts'

/** To be raised whenever `MachineFacts` changes its shape. */
const VERSION = 2
const WRITE_AFTER_MS = 1000

export interface KnownFacts {
  readonly facts: MachineFacts
  /** Milliseconds since 1970. */
  readonly factsAt: number
}

const factsSchema = z.custom<MachineFacts>(
  value => typeof value === 'object' && value !== null && 'bootId' in value && 'fileSystems' in value,
)
const fileSchema = z.object({
  version: z.literal(VERSION),
  machines: z.record(z.string(), z.object({ facts: factsSchema, factsAt: z.number() })),
})

export interface FactsCache {
  get(machineId: string): KnownFacts | undefined
  set(machineId: string, known: KnownFacts): void
  delete(machineId: string): void
  /** Writes what is not yet written. */
  close(): void
}

function read(path: string): Map<string, KnownFacts> {
  const file = fileSchema.safeParse(readJsonFile(path, () => undefined))
  return new Map(file.success ? Object.entries(file.data.machines) : [])
}

/** Opens the cache in the data directory. Changes are written together, a moment later. */
export function openFactsCache(dataDir: string): FactsCache {
  const path = join(dataDir, 'machines-cache.json')
  const known = read(path)
  let isWritten = true
  const later = coalesced(write, WRITE_AFTER_MS)

  function write(): void {
    isWritten = true
    try {
      writeJsonFile(path, { version: VERSION, machines: Object.fromEntries(known) })
    } catch {
      // A full disk costs the memory of the next start, not this one.
    }
  }
  function changed(): void {
    isWritten = false
    later.soon()
  }

  return {
    get: id => known.get(id),
    set(id, facts) {
      known.set(id, facts)
      changed()
    },
    delete(id) {
      if (known.delete(id)) changed()
    },
    close() {
      later.close()
      if (!isWritten) write()
    },
  }
}

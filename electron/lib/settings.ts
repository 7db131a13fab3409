/**
 * The person's choices, in one small file. The same way as every other file of Drydock (json-file.ts: atomic, damaged
 * files set aside) with a zod schema, instead of a settings package with a second way to do both.
 */

import { join } from 'node:path'
import * as z from 'zod'
import type { Settings, SettingsChange } from '../../shared/api.ts'
import { changeJsonFile } from './change-json-file.ts'
import { type OnDamaged, readJsonFile } from './json-file.ts'

const MAX_RECENT = 12

/** An unknown or broken value falls back to its default alone; the others are kept. */
const storedSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  via: z.enum(['auto', 'direct', 'export']).catch('auto'),
  notifications: z.boolean().catch(true),
  recentImages: z.array(z.string()).max(MAX_RECENT).catch([]),
})

export interface SettingsStore {
  get(): Settings
  change(change: SettingsChange): Settings
  /** Puts a reference first in the list of recent ones. */
  rememberImage(reference: string): void
}

export function openSettings(dataDir: string, onChange: () => void, onDamaged: OnDamaged): SettingsStore {
  const path = join(dataDir, 'settings.json')
  const parse = (value: unknown): Settings => storedSchema.parse(asObject(value))
  const get = (): Settings => parse(readJsonFile(path, onDamaged))
  /** Another Drydock may be changing them too. */
  const save = (change: (settings: Settings) => Settings): Settings => {
    changeJsonFile(path, value => change(parse(value)), onDamaged)
    onChange()
    return get()
  }
  return {
    get,
    change: change => save(settings => ({ ...settings, ...change })),
    rememberImage(reference) {
      save(settings => {
        const others = settings.recentImages.filter(each => each !== reference)
        return { ...settings, recentImages: [reference, ...others].slice(0, MAX_RECENT) }
      })
    },
  }
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

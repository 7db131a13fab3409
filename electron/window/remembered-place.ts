import { join } from 'node:path'
import { type BrowserWindow, screen } from 'electron'
import * as z from 'zod'
import { readJsonFile, writeJsonFile } from '../lib/json-file.ts'
import { clampToDisplays, defaultBounds, type Place } from './place.ts'

const placeSchema = z.strictObject({
  bounds: z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() }),
  isMaximized: z.boolean(),
})

export interface RememberedPlace {
  /** The place for a new window, within the displays there are now. */
  readonly read: () => Place
  /** Remembers where `window` stands when it closes. */
  readonly follow: (window: BrowserWindow) => void
}

/** Remembers the window's place in `window.json` under `dataDir`; a damaged file means the usual place. */
export function openRememberedPlace(dataDir: string): RememberedPlace {
  const path = join(dataDir, 'window.json')
  return {
    read: () => {
      const workAreas = screen.getAllDisplays().map(display => display.workArea)
      const place = placeSchema.safeParse(readJsonFile(path, () => undefined)).data
      if (!place) return { bounds: defaultBounds(workAreas), isMaximized: false }
      return { ...place, bounds: clampToDisplays(place.bounds, workAreas) }
    },
    follow: window => {
      window.on('close', () => {
        const { x, y, width, height } = window.getNormalBounds()
        writeJsonFile(path, { bounds: { x, y, width, height }, isMaximized: window.isMaximized() } satisfies Place)
      })
    },
  }
}

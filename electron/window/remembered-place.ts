import Conf from 'conf'
import { type BrowserWindow, screen } from 'electron'
import { clampToDisplays, defaultBounds, type Place } from './place.ts'

const schema = {
  place: {
    type: 'object',
    required: ['bounds', 'isMaximized'],
    properties: {
      isMaximized: { type: 'boolean' },
      bounds: {
        type: 'object',
        required: ['x', 'y', 'width', 'height'],
        properties: {
          x: { type: 'integer' },
          y: { type: 'integer' },
          width: { type: 'integer' },
          height: { type: 'integer' },
        },
      },
    },
  },
} as const

export interface RememberedPlace {
  /** The place for a new window, within the displays there are now. */
  readonly read: () => Place
  /** Remembers where `window` stands when it closes. */
  readonly follow: (window: BrowserWindow) => void
}

/** Remembers the window's place in `window.json` under `dataDir`; a damaged file means the usual place. */
export function openRememberedPlace(dataDir: string): RememberedPlace {
  const store = new Conf<{ place?: Place }>({ cwd: dataDir, configName: 'window', schema, clearInvalidConfig: true })
  return {
    read: () => {
      const workAreas = screen.getAllDisplays().map(display => display.workArea)
      const place = store.get('place')
      if (!place) return { bounds: defaultBounds(workAreas), isMaximized: false }
      return { ...place, bounds: clampToDisplays(place.bounds, workAreas) }
    },
    follow: window => {
      window.on('close', () => {
        store.set('place', { bounds: window.getNormalBounds(), isMaximized: window.isMaximized() })
      })
    },
  }
}

/** Where a window stood, and where it may stand now. No Electron in here. */

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Place {
  readonly bounds: Rectangle
  readonly isMaximized: boolean
}

export const MIN_WIDTH = 640
export const MIN_HEIGHT = 480
const DEFAULT_WIDTH = 1200
const DEFAULT_HEIGHT = 800

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(value, Math.max(low, high)))

function overlapArea(one: Rectangle, other: Rectangle): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return Math.max(0, width) * Math.max(0, height)
}

/** The remembered bounds moved and shrunk onto the display that shows most of them, all of it in sight. */
export function clampToDisplays(bounds: Rectangle, workAreas: readonly Rectangle[]): Rectangle {
  const [area] = [...workAreas].sort((one, other) => overlapArea(other, bounds) - overlapArea(one, bounds))
  if (!area) return bounds
  const width = clamp(bounds.width, MIN_WIDTH, area.width)
  const height = clamp(bounds.height, MIN_HEIGHT, area.height)
  return {
    width,
    height,
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
  }
}

/** The usual size in the middle of the first display. */
export function defaultBounds(workAreas: readonly Rectangle[]): Rectangle {
  const area = workAreas[0] ?? { x: 0, y: 0, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }
  const x = Math.round(area.x + (area.width - DEFAULT_WIDTH) / 2)
  const y = Math.round(area.y + (area.height - DEFAULT_HEIGHT) / 2)
  return clampToDisplays({ x, y, width: DEFAULT_WIDTH, height: DEFAULT_HEIGHT }, workAreas)
}

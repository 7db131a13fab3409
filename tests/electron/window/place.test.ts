import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clampToDisplays, defaultBounds, type Rectangle } from '../../../electron/window/place.ts'

const left: Rectangle = { x: 0, y: 0, width: 1920, height: 1040 }
const right: Rectangle = { x: 1920, y: 0, width: 1280, height: 1000 }

test.each<[string, Rectangle, Rectangle]>([
  ['stays where it was', { x: 100, y: 100, width: 900, height: 700 }, { x: 100, y: 100, width: 900, height: 700 }],
  [
    'stays on the second display',
    { x: 2000, y: 50, width: 900, height: 700 },
    { x: 2000, y: 50, width: 900, height: 700 },
  ],
  [
    'comes back from a display that is gone',
    { x: 9000, y: 9000, width: 900, height: 700 },
    { x: 1020, y: 340, width: 900, height: 700 },
  ],
  [
    'comes down from above the edge',
    { x: 100, y: -600, width: 900, height: 700 },
    { x: 100, y: 0, width: 900, height: 700 },
  ],
  [
    'shrinks to the display',
    { x: 1920, y: 0, width: 4000, height: 3000 },
    { x: 1920, y: 0, width: 1280, height: 1000 },
  ],
  ['grows to the least size', { x: 10, y: 10, width: 5, height: 5 }, { x: 10, y: 10, width: 640, height: 480 }],
])('a window %s', (_claim, remembered, expected) => {
  expect(clampToDisplays(remembered, [left, right])).toEqual(expected)
})

test('a new window stands in the middle', () => {
  expect(defaultBounds([left])).toEqual({ x: 360, y: 120, width: 1200, height: 800 })
})

test('whatever was remembered, the window is wholly on one display', () => {
  const side = fc.integer({ min: -20_000, max: 20_000 })
  const bounds = fc.record({ x: side, y: side, width: side, height: side })
  fc.assert(
    fc.property(bounds, remembered => {
      const { x, y, width, height } = clampToDisplays(remembered, [left, right])
      const holds = (area: Rectangle): boolean =>
        x >= area.x && y >= area.y && x + width <= area.x + area.width && y + height <= area.y + area.height
      expect([left, right].some(holds)).toBe(true)
    }),
  )
})

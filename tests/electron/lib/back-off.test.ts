import { expect, test } from 'vitest'
import { backOffDelayMs, waitFor } from '../../../electron/lib/back-off.ts'

test('delays double from half a second to fifteen seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1000].map(backOffDelayMs)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000])
})

test('waiting takes as long as it was told', async () => {
  const startedAt = performance.now()
  await waitFor(50)
  expect(performance.now() - startedAt).toBeGreaterThan(48)
})

test('an abort ends the waiting at once, with its reason', async () => {
  const controller = new AbortController()
  const waiting = waitFor(60_000, controller.signal)
  controller.abort('enough')
  await expect(waiting).rejects.toBe('enough')
  await expect(waitFor(60_000, controller.signal)).rejects.toBe('enough')
})

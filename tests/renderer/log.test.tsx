// @vitest-environment happy-dom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { openLineCache, PAGE_LINES } from '../../renderer/log/line-cache.ts'
import { lineShift, MAX_SLOTS, ROW_PX, slotCount, slotFor } from '../../renderer/log/slots.ts'
import { atGood, eventsOf } from '../support/scripted-jobs.ts'
import { someMachines } from '../support/scripted-machines.ts'
import { openWindow } from './open-window.tsx'

const openLog = async (lineCount: number) => {
  const opened = openWindow(
    {
      machines: someMachines,
      jobs: { 'job-run': eventsOf('job-run', atGood) },
      longLog: { jobId: 'job-run', lineCount },
    },
    '#/jobs/job-run',
  )
  fireEvent.click(await screen.findByRole('button', { name: /^Log · / }))
  await waitFor(() => expect(document.querySelectorAll('[data-line]').length).toBeGreaterThan(0))
  return opened
}

test('the log of a million lines puts no more than a page of lines into the document', async () => {
  const { calls } = await openLog(1_000_000)
  expect(document.querySelectorAll('[data-line]').length).toBeLessThan(60)
  await waitFor(() => expect(screen.getByText(/^\[1\] Fetching/)).toBeDefined())
  const read = calls.filter(({ method }) => method === 'readLines')
  expect(read.length).toBeLessThan(4)
  for (const { args } of read) expect(args[2]).toBeLessThanOrEqual(PAGE_LINES)
})

test('the log is a log that does not speak by itself', async () => {
  await openLog(1000)
  const log = screen.getByRole('log', { name: 'Log' })
  expect(log.getAttribute('aria-live')).toBe('off')
  expect(log.tabIndex).toBe(0)
})

test('no log is ever higher than a browser can draw', () => {
  expect(slotCount(100_000_000) * ROW_PX).toBeLessThan(17_000_000)
})

test('the cache keeps a fixed number of lines, however many were looked at', async () => {
  const cache = openLineCache(async (first, count) =>
    Array.from({ length: count }, (_, at) => ({
      line: first + at,
      at: 0,
      kind: 'stdout' as const,
      text: `${first + at}`,
    })),
  )
  for (let first = 0; first < 1_000_000; first += 20_000) {
    cache.want(first, first + 30, 1_000_000)
    await vi.waitFor(() => expect(cache.line(first)?.text).toBe(String(first)))
  }
  expect(cache.size()).toBeLessThanOrEqual(16 * PAGE_LINES)
})

test('the last page is read again once the log has grown', async () => {
  let length = 3
  const cache = openLineCache(async (first, count) =>
    Array.from({ length: Math.min(count, length - first) }, (_, at) => ({
      line: first + at,
      at: 0,
      kind: 'stdout' as const,
      text: `${at}`,
    })),
  )
  cache.want(0, 2, length)
  await vi.waitFor(() => expect(cache.line(2)).toBeDefined())
  length = 5
  cache.want(0, 4, length)
  await vi.waitFor(() => expect(cache.line(4)).toBeDefined())
})

test('every line of a log can be brought into sight, and the ends are the ends', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000_000 }),
      fc.integer({ min: 1, max: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (lineCount, rows, part) => {
        fc.pre(lineCount > rows)
        const view = { lineCount, rows }
        const line = Math.min(lineCount - 1, Math.floor(part * lineCount))
        const lastSlot = slotCount(lineCount) - rows
        const top = Math.min(lastSlot, slotFor(line, view))
        const first = top + lineShift(top, view)
        const step = Math.ceil(lineCount / MAX_SLOTS)
        expect(lineShift(0, view)).toBe(0)
        expect(lastSlot + lineShift(lastSlot, view)).toBe(lineCount - rows)
        expect(line).toBeGreaterThanOrEqual(first - step)
        expect(line).toBeLessThan(first + rows + step)
      },
    ),
  )
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine } from '../../../electron/lib/command-line.ts'
import { isWorthIt } from '../../../electron/uploads/compression.ts'
import { lookCommand, SEAL } from '../../../electron/uploads/store-commands.ts'
import { isStored, parseStoreListing, type StoreListing } from '../../../electron/uploads/store-listing.ts'
import { capBytes, pathsToTrim } from '../../../electron/uploads/trim-store.ts'

const hexOf = (seed: number): string => seed.toString(16).padStart(64, 'a')
const DAY = 86_400_000
const NOW = 400 * DAY

const line = (hex: string, sizeBytes: number, { seal = SEAL, daysAgo = 0, links = 1 } = {}): string =>
  `blob /var/tmp/drydock/blobs/sha256/${hex} ${sizeBytes} ${seal} ${(NOW - daysAgo * DAY) / 1000} ${links}`

const DF = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda4 1000000 1 500000 1% /var'

const listing = (lines: readonly string[]): StoreListing =>
  parseStoreListing([DF, 'tool zstd', 'ours /var/tmp/drydock', ...lines].join('\n'), 'm')

const trim = (...keep: readonly string[]) => ({ keep: new Set(keep), addedBytes: 0, now: NOW })

test('a blob counts only with its size and its seal', () => {
  const hex = hexOf(1)
  expect(isStored(listing([line(hex, 10)]), hex, 10)).toBe(true)
  expect(isStored(listing([line(hex, 10)]), hex, 11)).toBe(false)
  expect(isStored(listing([line(hex, 10, { seal: 1 })]), hex, 10)).toBe(false)
})

test('space and tools are read', () => {
  expect(listing([])).toMatchObject({
    freeBytes: 500_000 * 1024,
    sizeBytes: 1_000_000 * 1024,
    tools: { zstd: true, flock: false },
    isThere: true,
  })
})

test('whatever a machine prints, it is a listing or a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      try {
        parseStoreListing(`ours /x\n${text}`, 'm')
        return true
      } catch (thrown) {
        return (thrown as { code?: string }).code === 'upload/store-not-ours'
      }
    }),
  )
})

test('nothing but hex digits below the store becomes a path that is removed', () => {
  const evil = [
    'blob /var/tmp/drydock/blobs/sha256/../../../etc/passwd 1 1 1 1',
    'part -rf / 1 1 1 1',
    'blob / 1 1 1 1',
  ]
  expect(listing(evil).blobs).toEqual([])
  expect(pathsToTrim(listing(evil), trim())).toEqual([])
})

test('what is old or broken goes; what is young, kept or in a job’s layout stays', () => {
  const old = { daysAgo: 15 }
  const found = listing([
    line(hexOf(1), 10, old),
    line(hexOf(2), 10, { daysAgo: 13 }),
    line(hexOf(3), 10, { ...old, links: 2 }),
    line(hexOf(4), 10, old),
    line(hexOf(5), 10, { seal: 5 }),
    `part /var/tmp/drydock/parts/${hexOf(6)} 5 0 ${(NOW - 2 * DAY) / 1000} 1`,
    `part /var/tmp/drydock/parts/${hexOf(7)} 5 0 ${NOW / 1000} 1`,
  ])
  const trimmed = pathsToTrim(found, trim(hexOf(4))).map(path => path.slice(-64))
  expect(trimmed.toSorted()).toEqual([hexOf(1), hexOf(5), hexOf(6)].toSorted())
})

test('above the cap the longest unused go first, until it fits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ sizeBytes: fc.integer({ min: 1, max: 100e6 }), daysAgo: fc.integer({ min: 0, max: 13 }) })),
      blobs => {
        const found = listing(blobs.map(({ sizeBytes, daysAgo }, at) => line(hexOf(at), sizeBytes, { daysAgo })))
        const gone = new Set(pathsToTrim(found, trim()))
        const kept = found.blobs.filter(({ path }) => !gone.has(path))
        const held = kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
        expect(held).toBeLessThanOrEqual(capBytes(found))
        const oldestKept = Math.min(...kept.map(({ usedAt }) => usedAt))
        for (const { path, usedAt } of found.blobs) if (gone.has(path)) expect(usedAt).toBeLessThanOrEqual(oldestKept)
      },
    ),
  )
})

test.each([
  [
    'a slow link and content that shrinks',
    { linkBytesPerSecond: 5e6, compressedBytesPerSecond: 200e6, ratio: 2 },
    true,
  ],
  ['a slow link and noise', { linkBytesPerSecond: 5e6, compressedBytesPerSecond: 200e6, ratio: 1 }, false],
  ['a link faster than the processor', { linkBytesPerSecond: 300e6, compressedBytesPerSecond: 200e6, ratio: 3 }, false],
  ['a link nobody measured yet', { linkBytesPerSecond: undefined, compressedBytesPerSecond: 200e6, ratio: 3 }, false],
])('compressing is worth it or not: %s', (_what, trial, expected) => {
  expect(isWorthIt(trial)).toBe(expected)
})

test('the scripts hold no character that a shell’s single quotes could not carry on one line', () => {
  expect(commandLine(lookCommand())).not.toContain('\n')
})

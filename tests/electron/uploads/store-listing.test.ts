import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commandLine } from '../../../electron/lib/command-line.ts'
import { isWorthIt } from '../../../electron/uploads/compression.ts'
import { lookCommand, SEAL } from '../../../electron/uploads/store-commands.ts'
import { isStored, parseStoreListings, type StoreListing } from '../../../electron/uploads/store-listing.ts'
import { capBytes, pathsToTrim } from '../../../electron/uploads/trim-store.ts'
import { choosePlace } from '../../../electron/uploads/upload-needs.ts'

const hexOf = (seed: number): string => seed.toString(16).padStart(64, 'a')
const DAY = 86_400_000
const NOW = 400 * DAY

const line = (hex: string, sizeBytes: number, { seal = SEAL, daysAgo = 0, links = 1 } = {}): string =>
  `blob /var/tmp/drydock/blobs/sha256/${hex} ${sizeBytes} ${seal} ${(NOW - daysAgo * DAY) / 1000} ${links}`

const DF = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda4 1000000 1 500000 1% /var'

const listing = (lines: readonly string[]): StoreListing =>
  parseStoreListings(['tool zstd', 'place /var/tmp', DF, 'ours /var/tmp/drydock', ...lines].join('\n'), 'm')[0]

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

test('of several places those that belong to somebody else are left out', () => {
  const told = [
    'tool flock',
    ...['place /var/tmp', DF, 'taken /var/tmp/drydock root', 'taken /var/tmp/drydock-1000 link'],
    ...['place /var/home/core/.cache', DF, 'free /var/home/core/.cache/drydock', ''],
  ].join('\n')
  const [first, ...others] = parseStoreListings(told, 'm')
  expect(first).toMatchObject({
    place: '/var/home/core/.cache',
    store: '/var/home/core/.cache/drydock',
    isThere: false,
  })
  expect(first.tools).toEqual({ zstd: false, flock: true })
  expect(others).toEqual([])
  const { code, facts } = catchFrom(() => parseStoreListings(told.split('place /var/home')[0] ?? '', 'm'))
  expect([code, facts.directory, facts.owner]).toEqual(['upload/store-not-ours', '/var/tmp/drydock-1000', 'link'])
})

function catchFrom(run: () => unknown): { code: string; facts: Record<string, string> } {
  try {
    run()
  } catch (thrown) {
    return thrown as { code: string; facts: Record<string, string> }
  }
  throw new Error('expected a failure')
}

const place = (name: string, freeBytes: number | undefined, stored: readonly number[] = []): StoreListing => ({
  ...{ place: name, store: `${name}/drydock`, isThere: true, parts: [], tools: { zstd: true, flock: true } },
  blobs: stored.map(at => ({ path: '', hex: hexOf(at), sizeBytes: 1e9, isSealed: true, usedAt: 0, isInUse: false })),
  ...(freeBytes === undefined ? {} : { freeBytes }),
})

test.each([
  ['the first where both have room', place('/a', 9e9), place('/b', 9e9), '/a'],
  ['the second where only that has room', place('/a', 1e9), place('/b', 9e9), '/b'],
  ['the one that lacks less', place('/a', 9e9, [1]), place('/b', 9e9, [1, 2]), '/b'],
  ['one with room before one that lacks less', place('/a', 9e9), place('/b', 1e8, [1, 2]), '/a'],
  ['the one that lacks nothing, full as it is', place('/a', 9e9), place('/b', 0, [1, 2, 3]), '/b'],
  ['the first where none has room', place('/a', 1), place('/b', 1), '/a'],
  ['one whose room nobody knows', place('/a', 1), place('/b', undefined), '/b'],
])('an upload of 3 GB goes to %s', (_what, one, other, expected) => {
  const blobs = [1, 2, 3].map(at => ({ digest: `sha256:${hexOf(at)}`, sizeBytes: 1e9 }))
  expect(choosePlace([one, other], blobs).place).toBe(expected)
})

test('whatever a machine prints, it is a listing or a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      try {
        parseStoreListings(`place /x\nours /x\n${text}`, 'm')
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

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProgressPoint, ProgressReader } from '../../../electron/backends/backend.ts'
import { createBootcProgressReader } from '../../../electron/backends/bootc-progress.ts'
import { createRpmOstreeProgressReader } from '../../../electron/backends/rpm-ostree-progress.ts'
import { readReference, referenceFiles } from '../../support/reference.ts'

const readAll = (reader: ProgressReader, text: string): readonly ProgressPoint[] =>
  text.split('\n').flatMap(line => reader.read('stdout', line) ?? [])

const readerFor = (path: string): ProgressReader =>
  path.startsWith('bootc/') ? createBootcProgressReader() : createRpmOstreeProgressReader()

/** `manifest › fetch 205400000 › write › queued 205400000`: phases in order, with the last size of each. */
function story(points: readonly ProgressPoint[]): string {
  const phases = new Map<string, string>()
  for (const { phase, doneBytes, totalBytes } of points) {
    phases.set(
      phase,
      totalBytes === 0 ? '' : doneBytes === totalBytes ? ` ${doneBytes}` : ` ${doneBytes}/${totalBytes}`,
    )
  }
  return [...phases].map(([phase, size]) => (SHORT[phase] ?? phase) + size).join(' › ')
}

const SHORT: Readonly<Record<string, string>> = {
  'Reading the manifest': 'manifest',
  'Fetching layers': 'fetch',
  'Fetching the commit': 'commit',
  'Writing the deployment. This step reports no percentage.': 'write',
  'Importing. This step reports no percentage.': 'import',
  'Deploying. This step reports no percentage.': 'deploy',
  'Deploying: pulling bound images': 'bound',
  'Deploying: removing old images': 'tidy',
  'Queued for the next restart': 'queued',
  'Following the change that is already under way': 'follow',
}

const packageSteps = [
  'checking out tree 1a2b3c4',
  "updating metadata for 'updates'",
  "updating metadata for 'fedora'",
  'importing rpm-md',
  'resolving dependencies',
  "downloading from 'updates'",
  'importing packages',
  'checking out packages',
  'running systemd-sysusers',
  'running pre scripts',
  'running post scripts',
  'running posttrans scripts',
  'writing rpmdb',
].map(step => `Preparing packages: ${step}`)

/** The last line of a layer opens the writing, so a complete fetch is seen full only when all is queued. */
const stories: Readonly<Record<string, string>> = {
  'bootc/progress-image-already-present.jsonl': 'manifest › deploy › bound › tidy',
  'bootc/progress-interrupted.jsonl': 'manifest › fetch 142926000/192400000',
  'bootc/progress-nothing-to-do.jsonl': '',
  'bootc/progress-switch.jsonl': 'manifest › fetch 192400000 › import › deploy › bound › tidy',
  'bootc/switch-dir-transport.rhel94-2025.txt': 'fetch 10000000000 › queued 10000000000',
  'bootc/switch-nontty.derived-1.16.stdout.txt': 'fetch 0/1300000000 › queued 1300000000',
  'bootc/switch-nontty.rhel9.8.txt': 'fetch 0/1300000000 › deploy › queued 1300000000',
  'bootc/switch-tty.rhel10beta-2025.txt': 'fetch 916300000 › queued 916300000',
  'bootc/switch-tty.rhelai-2025.txt': 'fetch 13800000000 › queued 13800000000',
  'bootc/switch-unchanged.txt': '',
  'bootc/upgrade-check-available.txt': '',
  'bootc/upgrade-check-none.txt': '',
  'bootc/upgrade-download-only.txt': 'fetch 0/142600000 › queued 142600000',
  'bootc/upgrade-none.txt': '',
  'bootc/upgrade-nontty.derived-1.16.stderr.txt': 'deploy',
  'bootc/upgrade-nontty.derived-1.16.stdout.txt': 'fetch 0/142600000 › queued 142600000',
  'bootc/upgrade-nontty.journal-fedora40-2024.txt': 'fetch 0/150 › queued 150',
  'bootc/upgrade-staged-present-apply.rhel94-2025.txt': '',
  'bootc/upgrade-tty-image-already-present.rhel95-2025.txt': 'queued',
  'bootc/upgrade-tty.rhel95-2025.txt': 'fetch 0/825900000 › deploy › queued 825900000',
  'rpm-ostree/attach-existing.txt': 'follow › fetch › write › queued',
  'rpm-ostree/rebase-nontty.already-downloaded.derived-2026.2.txt': 'manifest › write › queued',
  'rpm-ostree/rebase-nontty.layer-lines.journal-2024-08.txt': 'fetch',
  'rpm-ostree/rebase-nontty.oci-dir.derived-2026.2.txt': 'manifest › fetch 1400000/18000000 › write › queued 18000000',
  'rpm-ostree/rebase-nontty.ostree-remote.derived.txt': 'commit › write › queued',
  'rpm-ostree/rebase-nontty.podman-machine.rekeyed-2023.txt':
    'manifest › fetch 0/763100000 › Preparing packages: checking out tree 5d41402 › write',
  'rpm-ostree/rebase-nontty.registry-digest.rhel96-2025-05.txt':
    'manifest › fetch 1400000/18000000 › write › queued 18000000',
  'rpm-ostree/rebase-nontty.registry.c-locale.derived-2026.2.txt':
    'manifest › fetch 187100000/205400000 › write › queued 205400000',
  'rpm-ostree/rebase-nontty.registry.utf8.derived-2026.2.txt':
    'manifest › fetch 187100000/205400000 › write › queued 205400000',
  'rpm-ostree/rebase-nontty.with-layered-packages.derived-2026.2.txt': [
    'manifest › fetch 0/18300000 › write',
    ...packageSteps,
    'queued 18300000',
  ].join(' › '),
  'rpm-ostree/rebase-tty.rekeyed.2025.txt':
    'manifest › fetch 177400000/1500000000 › Preparing packages: checking out tree 1a2b3c4 › write › queued 1500000000',
  'rpm-ostree/rebase-tty.to-commit.2024.txt': 'write › queued',
  'rpm-ostree/upgrade-check-available.container.derived.txt': '',
  'rpm-ostree/upgrade-check-none.txt': '',
  'rpm-ostree/upgrade-misc-lines.txt': '',
  'rpm-ostree/upgrade-no-change.txt': '',
  'rpm-ostree/upgrade-nontty.container.derived-2026.2.txt':
    'manifest › fetch 119202300/142600000 › write › queued 142600000',
}

const files = referenceFiles(
  '{rpm-ostree/{rebase,upgrade}-*.txt,rpm-ostree/attach-existing.txt,bootc/{switch,upgrade}-*.txt,bootc/progress-*.jsonl}',
)

/** Grows and stays below its total, silent points aside. */
function expectSane(points: readonly ProgressPoint[]): void {
  let doneBytes = 0
  for (const point of points) {
    expect(point.doneBytes).toBeLessThanOrEqual(point.totalBytes)
    if (point.totalBytes === 0) continue
    expect(point.doneBytes).toBeGreaterThanOrEqual(doneBytes)
    doneBytes = point.doneBytes
  }
}

describe('every recorded run', () => {
  test('has its story', () => {
    expect(new Set(files)).toEqual(new Set(Object.keys(stories)))
  })

  test.each(files)('%s', path => {
    const points = readAll(readerFor(path), readReference(path))
    expectSane(points)
    expect(story(points)).toBe(stories[path])
  })

  test.each(files.filter(path => stories[path]?.includes('queued')))('%s ends with everything done', path => {
    const last = readAll(readerFor(path), readReference(path)).at(-1)
    expect(last).toMatchObject({ phase: 'Queued for the next restart', doneBytes: last?.totalBytes })
  })
})

describe('rpm-ostree in its older forms', () => {
  const HEX = 'bae8b2999145'

  test.each([
    ['2026.2', `[1/2] Fetching ostree chunk ${HEX} (20.0\u00a0MB)...done`],
    ['2024.6', `Fetching ostree chunk sha256:${HEX} (20.0\u00a0MB)...done`],
    ['2022.8', `Fetching ostree chunk sha256:${HEX} (20.0 MB)\nFetched ostree chunk sha256:${HEX}`],
    ['a terminal', `[0/2] Fetching ostree chunk ${HEX} (20.0\u00a0MB)... done`],
    ['the journal', `Aug  6 16:55:09 ocne111 rpm-ostree[3804]: [0/2] Fetching ostree chunk ${HEX} (20.0 MB)...done`],
  ])('a layer of %s counts once', (_version, lines) => {
    const points = readAll(
      createRpmOstreeProgressReader(),
      `ostree chunk layers needed: 2 (50.0?MB)\n${lines}\n${lines}`,
    )
    expect(points.at(-1)).toEqual({ phase: 'Fetching layers', doneBytes: 20_000_000, totalBytes: 50_000_000 })
  })

  test('“stored” and “needed” on one line give the total', () => {
    const points = readAll(createRpmOstreeProgressReader(), 'ostree chunk layers stored: 3 needed: 48 (2,4 GB)')
    expect(points).toEqual([{ phase: 'Fetching layers', doneBytes: 0, totalBytes: 2_400_000_000 }])
  })

  test('a layer that is only announced is not done', () => {
    const points = readAll(
      createRpmOstreeProgressReader(),
      `custom layers needed: 2 (50 bytes)\nFetching layer ${HEX} (20 bytes)`,
    )
    expect(points.at(-1)?.doneBytes).toBe(0)
  })
})

describe('bootc', () => {
  test('takes the exact size of its events over the rounded one of its text', () => {
    const text = 'layers already present: 0; layers needed: 1 (2.0 MB)'
    const event = { task: 'pulling', type: 'ProgressBytes', bytes: 1_000_000, bytesTotal: 1_960_000 }
    const points = readAll(createBootcProgressReader(), `${text}\n${JSON.stringify(event)}\n${text}`)
    expect(points.at(-1)).toEqual({ phase: 'Fetching layers', doneBytes: 1_000_000, totalBytes: 1_960_000 })
  })

  test.each([
    ['above', 2_500_000],
    ['below', 1_500_000],
  ])('is full when every layer came, with bytes %s the total', (_where, bytes) => {
    const event = { task: 'pulling', bytes, bytesTotal: 2_000_000, steps: 3, stepsTotal: 3 }
    const points = readAll(createBootcProgressReader(), JSON.stringify(event))
    expect(points.at(-1)).toMatchObject({ doneBytes: 2_000_000, totalBytes: 2_000_000 })
  })

  test('ignores tasks it does not know', () => {
    const events = [
      '{"type":"Other"}',
      '{"task":"constructor"}',
      '{"task":"staging","subtasks":[null,{"completed":false,"subtask":"constructor"}]}',
    ]
    expect(story(readAll(createBootcProgressReader(), events.join('\n')))).toBe('deploy')
  })
})

const size = fc.oneof(
  fc
    .tuple(fc.double(), fc.constantFrom(' MB', '\u00a0GB', '?kB', ' bytes', ' GiB', ''))
    .map(([n, unit]) => `${n}${unit}`),
  fc.tuple(fc.nat(), fc.constantFrom('\u00a0MB', '?kB', ' bytes')).map(([n, unit]) => `${n}${unit}`),
)

const rpmOstreeLine = fc.oneof(
  fc.string(),
  fc.tuple(fc.nat(9), size).map(([n, bytes]) => `ostree chunk layers needed: ${n} (${bytes})`),
  fc.tuple(fc.nat(9), size).map(([n, bytes]) => `custom layers needed: ${n} (${bytes})`),
  fc
    .tuple(fc.nat(9), size, fc.constantFrom('', '...done', '... done'))
    .map(([n, bytes, done]) => `[${n}/9] Fetching layer ${n} (${bytes})${done}`),
  fc.nat(9).map(n => `Fetched layer ${n}`),
  fc.constantFrom('Staging deployment...done', 'Changes queued for next boot.', 'Importing: x (digest: y)'),
)

const number = fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.string())

const bootcLine = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record({
      task: fc.constantFrom('pulling', 'staging', 'importing'),
      bytes: number,
      bytesTotal: number,
      steps: number,
      stepsTotal: number,
      subtasks: fc.anything(),
    })
    .map(event => JSON.stringify(event, (_key, value) => (typeof value === 'bigint' ? 0 : value))),
  size.map(bytes => `layers already present: 0; layers needed: 5 (${bytes})`),
  fc.constantFrom('Fetched layers: 1 GiB', 'Queued for next boot: x', 'Deploying...done'),
)

test.each([
  ['rpm-ostree', createRpmOstreeProgressReader, rpmOstreeLine],
  ['bootc', createBootcProgressReader, bootcLine],
] as const)('whatever %s prints, the bar never falls back and never passes its total', (_name, create, line) => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), lines => {
      const reader = create()
      expectSane(lines.flatMap(each => reader.read('stdout', each) ?? []))
    }),
    { numRuns: 2_000 },
  )
})

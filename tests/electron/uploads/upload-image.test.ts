import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { execa, execaSync } from 'execa'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { ResolveOptions } from '../../../electron/images/resolve-options.ts'
import { resolveUpload } from '../../../electron/uploads/resolve-upload.ts'
import { makePlaceCommand } from '../../../electron/uploads/store-commands.ts'
import { laneCount } from '../../../electron/uploads/upload-needs.ts'
import { isAppError } from '../../../shared/errors.ts'
import { blobPath, makeLayout, noise } from '../../support/make-layout.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { type Lab, openLab, upload, wholeBlobs } from './uploading.ts'

let server: OpensshServer
let lab: Lab
beforeAll(async () => {
  server = await startOpensshServer()
})
afterAll(() => server.stop())
beforeEach(context => {
  lab = openLab(server, join(tempDir(), 'var-tmp'))
  context.onTestFinished(() => lab.runner.close())
})

const LAYERS = Array.from({ length: 12 }, (_, at) => noise(40_000 + at * 1000, `layer ${at}`))

const layout = (layers: readonly Uint8Array[] = LAYERS) => makeLayout(join(tempDir(), 'my-os'), { layers })

/** The blobs that were sent since the last look. */
const sent = (): readonly string[] => lab.said.filter(line => line.startsWith('have '))

const storedNames = (): readonly string[] => readdirSync(join(lab.store, 'blobs', 'sha256')).toSorted()

test('what arrives is the image, readable for everybody, and skopeo sees its digest', async () => {
  const { directory, digest } = layout()
  const uploaded = await upload(lab, directory)
  expect(wholeBlobs(uploaded.directory)).toEqual(wholeBlobs(directory))
  const { stdout } = execaSync('skopeo', ['inspect', '--raw', `oci:${uploaded.directory}`], {
    stripFinalNewline: false,
  })
  expect(stdout).toBe(readFileSync(blobPath(directory, digest), 'utf8'))
  expect(statSync(uploaded.directory).mode & 0o777).toBe(0o755)
  const blob = join(uploaded.directory, 'blobs', 'sha256', digest.slice(7))
  expect(statSync(blob).mode & 0o777).toBe(0o644)
  // A hard link: no second copy.
  expect(statSync(blob).ino).toBe(statSync(join(lab.store, 'blobs', 'sha256', digest.slice(7))).ino)
  expect(readdirSync(join(lab.store, 'parts'))).toEqual([])
})

test('the second time nothing travels; after a small change only that does', async () => {
  await upload(lab, layout().directory)
  lab.said.length = 0
  const again = await upload(lab, layout().directory)
  expect(sent()).toEqual([])
  expect(again.progress.at(-1)).toMatchObject({ travellingBlobs: 0, travellingBytes: 0, totalBlobs: 14 })
  const rebuilt = layout([...LAYERS.slice(0, -1), noise(50_000, 'rebuilt')])
  const third = await upload(lab, rebuilt.directory)
  // The layer, and the manifest and config that name it.
  expect(sent()).toHaveLength(3)
  expect(third.progress.at(-1)?.travellingBlobs).toBe(3)
  expect(third.progress.at(-1)?.doneBytes).toBe(third.progress.at(-1)?.travellingBytes)
  expect(wholeBlobs(third.directory)).toEqual(wholeBlobs(rebuilt.directory))
})

test('a small upload is one command there, and the plan names as many as are started', async () => {
  const { directory } = layout(LAYERS.slice(0, 3))
  await upload(lab, directory)
  expect(lab.started).toHaveLength(1)
  lab.started.length = 0
  const blobs = LAYERS.map(({ length }) => ({ sizeBytes: length }))
  await upload(lab, layout().directory)
  // Three of its fourteen blobs were there.
  expect(lab.started).toHaveLength(laneCount([...blobs.slice(3), { sizeBytes: 1 }, { sizeBytes: 1 }]))
})

test.each([
  [0, 0, 1],
  [8, 8e6, 1],
  [9, 9e6, 2],
  [2, 67e6, 2],
  [1, 5e9, 1],
  [200, 2e9, 4],
])('%i blobs of together %i bytes take %i lanes', (count, bytes, lanes) => {
  expect(laneCount(Array.from({ length: count }, () => ({ sizeBytes: bytes / count })))).toBe(lanes)
})

test('a blob that leaves the store between the look and the link is sent after all', async () => {
  const { directory, layers } = layout()
  await upload(lab, directory)
  lab.said.length = 0
  const { run } = lab.counted
  let removed = 0
  const trimmed: Lab['counted']['run'] = (argv, options = {}) =>
    run(argv, {
      ...options,
      onLines(stream, lines) {
        if (lines.includes('ready') && removed++ === 0) rmSync(storedLayer(layers[2]))
        options.onLines?.(stream, lines)
      },
    })
  const again = await upload({ ...lab, counted: { ...lab.counted, run: trimmed } }, directory)
  expect(sent()).toHaveLength(1)
  expect(wholeBlobs(again.directory)).toEqual(wholeBlobs(directory))
})

const storedLayer = (layer: { readonly digest: string } | undefined): string =>
  join(lab.store, 'blobs', 'sha256', layer?.digest.slice(7) ?? '')

/** Programs that stand before those of the machine. */
function binWith(programs: Readonly<Record<string, string>>): string {
  const bin = join(tempDir(), 'bin')
  mkdirSync(bin)
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  return bin
}

const startWith = (bin: string): Lab => ({
  ...lab,
  counted: { ...lab.counted, run: withPath(lab.counted.run, bin) },
})

const LARGE = noise(11_000_000, 'large')

test.each([
  ['of openssl', { sha256sum: 'test "$(stat -c %s "$1")" -lt 10000000 && exec /usr/bin/sha256sum "$@"' }],
  ['of sha256sum, where openssl is broken', { openssl: 'exit 1' }],
  ['of sha256sum, where openssl says something else', { openssl: 'echo OpenSSL' }],
])('a large layer is hashed there by the program %s', async (_what, programs) => {
  const { directory } = makeLayout(join(tempDir(), 'large'), { layers: [LARGE] })
  expect(wholeBlobs((await upload(startWith(binWith(programs)), directory)).directory)).toEqual(wholeBlobs(directory))
})

test('a large layer that arrived with other content is not taken', async () => {
  const { directory } = makeLayout(join(tempDir(), 'large'), { layers: [LARGE] })
  const bad = binWith({ head: '/usr/bin/head "$@" | tr a b' })
  await expect(upload(startWith(bad), directory)).rejects.toMatchObject({ code: 'upload/refused' })
  expect(wholeBlobs(lab.store)).toEqual(storedNames())
})

test('an archive and a folder of the same image are the same blobs', async () => {
  const { directory } = layout()
  execaSync('tar', ['-C', directory, '-cf', `${directory}.tar`, '.'])
  await upload(lab, directory)
  lab.said.length = 0
  await upload(lab, `${directory}.tar`)
  expect(sent()).toEqual([])
})

test('a blob in the store that anything wrote to is sent again', async () => {
  const { directory, layers } = layout()
  await upload(lab, directory)
  const [one, two] = layers.map(layer => join(lab.store, 'blobs', 'sha256', layer.digest.slice(7)))
  writeFileSync(one ?? '', noise(40_000, 'something else'))
  rmSync(two ?? '')
  lab.said.length = 0
  const again = await upload(lab, directory)
  expect(sent()).toHaveLength(2)
  expect(wholeBlobs(again.directory)).toEqual(wholeBlobs(directory))
})

test('a layer that is not what it says is refused before its end is sent, and nothing of it stays', async () => {
  const { directory, layers } = layout()
  const [, , , bad] = layers
  writeFileSync(blobPath(directory, bad?.digest ?? ''), noise(bad?.size ?? 0, 'other'))
  await expect(upload(lab, directory)).rejects.toMatchObject({ code: 'layout/digest-mismatch' })
  expect(storedNames()).not.toContain(bad?.digest.slice(7))
})

test('a machine that got other bytes than were sent does not take them', async () => {
  const { directory } = layout()
  // A head(1) that changes what it passes on stands for a bad disk or memory there.
  const strange = startWith(binWith({ head: '/usr/bin/head "$@" | tr a b' }))
  await expect(upload(strange, directory)).rejects.toMatchObject({ code: 'upload/refused' })
  expect(wholeBlobs(lab.store)).toEqual(storedNames())
})

const withPath =
  (run: Lab['counted']['run'], bin: string): Lab['counted']['run'] =>
  (argv, options) =>
    run(['env', `PATH=${bin}:/usr/bin:/bin`, ...argv], options)

test('interrupted anywhere, an upload goes on from where it was and ends with the same image', async () => {
  const { directory } = makeLayout(join(tempDir(), 'large'), {
    layers: Array.from({ length: 6 }, (_, at) => noise(1_500_000, `large ${at}`)),
  })
  const whole = wholeBlobs(directory)
  const totalBytes = 9_000_000
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: totalBytes }), { minLength: 1, maxLength: 3 }),
      async points => {
        rmSync(lab.store, { recursive: true, force: true })
        let at = 0
        let travelled = 0
        const place = join(lab.varTmp, 'drydock.abcdef')
        const cut = ({ doneBytes }: { readonly doneBytes: number }): void => {
          const point = points[at]
          if (point === undefined || doneBytes < point) return
          at++
          server.dropConnections()
        }
        for (let tries = 0; ; tries++) {
          try {
            const { progress } = await upload(lab, directory, { directory: place, onProgress: cut })
            travelled = progress.at(-1)?.travellingBlobs ?? 0
            break
          } catch (thrown) {
            if (!isAppError(thrown, 'machine/lost') && !isAppError(thrown, 'machine/unreachable')) throw thrown
            expect(tries).toBeLessThan(points.length * 2 + 2)
          }
        }
        expect(wholeBlobs(place)).toEqual(whole)
        expect(travelled).toBeLessThanOrEqual(8)
        rmSync(place, { recursive: true })
      },
    ),
    { numRuns: 5 },
  )
}, 120_000)

test('what had arrived of a blob is not sent again', async () => {
  const content = noise(3_000_000, 'one')
  const {
    directory,
    layers: [layer],
  } = makeLayout(join(tempDir(), 'one'), { layers: [content] })
  const parts = join(lab.store, 'parts')
  mkdirSync(parts, { recursive: true })
  writeFileSync(join(parts, layer?.digest.slice(7) ?? ''), content.subarray(0, 2_000_000))
  let firstDone = 0
  const seen = await upload(lab, directory, {
    onProgress({ doneBytes }) {
      if (firstDone === 0 && doneBytes > 1_000_000) firstDone = doneBytes
    },
  })
  expect(firstDone).toBeGreaterThanOrEqual(2_000_000)
  expect(wholeBlobs(seen.directory)).toHaveLength(3)
})

test.each([
  ['that holds something else', noise(2_000_000, 'another')],
  ['that is longer than the blob', Buffer.concat([noise(3_000_000, 'one'), noise(10, 'more')])],
])('a part %s is begun afresh', async (_what, found) => {
  const {
    directory,
    layers: [layer],
  } = makeLayout(join(tempDir(), 'one'), { layers: [noise(3_000_000, 'one')] })
  mkdirSync(join(lab.store, 'parts'), { recursive: true })
  writeFileSync(join(lab.store, 'parts', layer?.digest.slice(7) ?? ''), found)
  expect(wholeBlobs((await upload(lab, directory)).directory)).toEqual(wholeBlobs(directory))
})

test('two jobs at once share blobs, and both end with the whole image', async () => {
  const { directory } = makeLayout(join(tempDir(), 'shared'), {
    layers: Array.from({ length: 5 }, (_, at) => noise(800_000, `shared ${at}`)),
  })
  const other = { ...openLab(server, lab.varTmp), varTmp: lab.varTmp }
  const [one, two] = await Promise.all([upload(lab, directory), upload(other, directory)])
  other.runner.close()
  expect(one.directory).not.toBe(two.directory)
  for (const { directory: place } of [one, two]) expect(wholeBlobs(place)).toEqual(wholeBlobs(directory))
  expect(wholeBlobs(lab.store)).toEqual(wholeBlobs(directory))
})

test('a blob that another job is receiving at this moment is sent beside it', async () => {
  const { directory, layers } = layout()
  const part = join(lab.store, 'parts', layers[4]?.digest.slice(7) ?? '')
  mkdirSync(dirname(part), { recursive: true })
  const other = execa('flock', ['-x', '-F', part, 'sh', '-c', 'echo held; exec sleep 600'])
  await once(other.stdout, 'data')
  const uploaded = await upload(lab, directory).finally(() => other.kill())
  await other.catch(() => undefined)
  expect(lab.said).toContain('busy')
  expect(wholeBlobs(uploaded.directory)).toEqual(wholeBlobs(directory))
  // What the other one has begun stays its own.
  expect(readdirSync(dirname(part))).toEqual([basename(part)])
})

test('over a slow link what shrinks travels compressed, and arrives as it is', async () => {
  const text = (seed: string) => Buffer.from(`${seed} the quick brown fox jumps over the lazy dog\n`.repeat(60_000))
  const layers = Array.from({ length: 8 }, (_, at) => text(`layer ${at}`))
  const { directory } = makeLayout(join(tempDir(), 'text'), { layers })
  const totalBytes = layers.reduce((sum, layer) => sum + layer.length, 0)
  let wireBytes = 0
  const { run } = lab.counted
  // A link of 20 MB a second.
  const slow: Lab['counted']['run'] = (argv, options = {}) => {
    const { stdin } = options
    if (typeof stdin !== 'function') return run(argv, options)
    return run(argv, {
      ...options,
      async *stdin() {
        for await (const piece of stdin()) {
          await new Promise(resolve => setTimeout(resolve, piece.length / 20_000))
          wireBytes += piece.length
          yield piece
        }
      },
    })
  }
  const uploaded = await upload({ ...lab, counted: { ...lab.counted, run: slow } }, directory)
  expect(wholeBlobs(uploaded.directory)).toEqual(wholeBlobs(directory))
  // The first few tell how fast the link is; the others are a hundredth of themselves.
  expect(wireBytes).toBeLessThan(totalBytes * 0.75)
  expect(uploaded.progress.at(-1)?.doneBytes).toBe(uploaded.progress.at(-1)?.travellingBytes)
})

test('cancelled, it stops at once', async () => {
  const { directory } = makeLayout(join(tempDir(), 'long'), { layers: [noise(30_000_000, 'long')] })
  const stopping = new AbortController()
  const reason = new Error('enough')
  const running = upload(lab, directory, {
    signal: stopping.signal,
    onProgress: ({ doneBytes }) => doneBytes > 1_000_000 && stopping.abort(reason),
  })
  await expect(running).rejects.toBe(reason)
})

test('a place that belongs to somebody else, or is a link, is not used', async () => {
  const { directory } = layout()
  mkdirSync(lab.store, { recursive: true })
  execaSync('chown', ['65534', lab.store])
  const beside = await upload(lab, directory)
  expect(wholeBlobs(beside.directory)).toEqual(wholeBlobs(directory))
  expect(readdirSync(lab.store)).toEqual([])
  const second = `${lab.store}-${process.getuid?.()}`
  rmSync(second, { recursive: true })
  execaSync('ln', ['-s', '/tmp', second])
  await expect(upload(lab, directory)).rejects.toMatchObject({ code: 'upload/store-not-ours' })
})

test('where /var/tmp has no room, the image and the store lie in another place that has', async () => {
  const { directory } = layout()
  const other = join(lab.varTmp, '..', 'lib')
  const own = join(other, `drydock-${process.getuid?.()}`)
  // A df(1) that says so stands for a small /var/tmp.
  const df = `echo Filesystem 1024-blocks Used Available Capacity Mounted on
if test "$3" = ${lab.varTmp}; then echo /dev/a 100000 99000 1000 99% /var; else echo /dev/b 900000 1 899999 1% /home; fi`
  const elsewhere = startWith(binWith({ df }))
  const looking = { ...lab.runner, run: elsewhere.counted.run }
  mkdirSync(other)
  const make = makePlaceCommand(join(own, 'drydock'), userInfo().username) ?? []
  await lab.runner.run(make)
  const uploaded = await upload({ ...elsewhere, runner: looking, places: [lab.varTmp, '/not/there', other] }, directory)
  expect(uploaded.directory.startsWith(`${own}/drydock.`)).toBe(true)
  expect(wholeBlobs(uploaded.directory)).toEqual(wholeBlobs(directory))
  expect(wholeBlobs(join(own, 'drydock'))).toEqual(wholeBlobs(directory))
  expect(statSync(own).mode & 0o777).toBe(0o755)
  expect(readdirSync(lab.varTmp)).toEqual([])
  // Once it is somebody else’s it is not used any more.
  execaSync('chown', ['65534', own])
  await expect(
    upload({ ...elsewhere, runner: looking, places: ['/not/there', other] }, directory),
  ).rejects.toMatchObject({
    code: 'upload/store-not-ours',
  })
})

test('a plan for a machine whose /var/tmp has no room says where the image will lie instead', async () => {
  const { directory } = layout()
  // A df(1) that says so, for every place but one.
  const df = `echo Filesystem 1024-blocks Used Available Capacity Mounted on
if test "$3" = /var/lib; then echo /dev/b 900000 1 899999 1% /var/lib; else echo /dev/a 100000 99000 1000 99% /x; fi`
  const machine = startWith(binWith({ df })).counted
  const question = { text: directory, directory: '/var/tmp/drydock.abc123' }
  const facts = { architecture: 'amd64' } as ResolveOptions['facts']
  const image = await resolveUpload(machine, question, {
    ...{ facts, machineName: 'lab', transports: ['oci'], backendName: 'bootc' },
  })
  const own = `/var/lib/drydock-${process.getuid?.()}`
  expect(image.source).toBe(`oci:${own}/drydock.abc123`)
  expect(image.upload).toMatchObject({ store: `${own}/drydock`, freeBytes: 899_999 * 1024 })
  expect(makePlaceCommand(image.upload?.store ?? '', 'core')).toEqual([
    'install',
    '-d',
    '-m',
    '0755',
    '-o',
    'core',
    '--',
    own,
  ])
})

test('what nobody used for two weeks leaves the store with the next upload', async () => {
  const { directory } = layout()
  await upload(lab, directory)
  const stale = join(lab.store, 'parts', 'f'.repeat(64))
  writeFileSync(stale, 'x')
  utimesSync(stale, 0, 0)
  await upload(lab, layout([...LAYERS, noise(100, 'new')]).directory)
  // Its time of change is now, whatever was set: only a listing can make it old (trim-store.test.ts).
  expect(readdirSync(join(lab.store, 'parts'))).toEqual(['f'.repeat(64)])
})

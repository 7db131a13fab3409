import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAppError } from '../../../shared/errors.ts'
import { blobPath, makeLayout, noise } from '../../support/make-layout.ts'
import type { OpensshServer } from '../../support/openssh-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { forEachTest, LAYERS, type Lab, layout, sent, storedNames, upload, wholeBlobs } from './uploading.ts'

let lab: Lab
let server: OpensshServer
forEachTest((each, its) => {
  lab = each
  server = its
})

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
  expect(sent(lab)).toEqual([])
  expect(again.progress.at(-1)).toMatchObject({ travellingBlobs: 0, travellingBytes: 0, totalBlobs: 14 })
  const rebuilt = layout([...LAYERS.slice(0, -1), noise(50_000, 'rebuilt')])
  const third = await upload(lab, rebuilt.directory)
  // The layer, and the manifest and config that name it.
  expect(sent(lab)).toHaveLength(3)
  expect(third.progress.at(-1)?.travellingBlobs).toBe(3)
  expect(third.progress.at(-1)?.doneBytes).toBe(third.progress.at(-1)?.travellingBytes)
  expect(wholeBlobs(third.directory)).toEqual(wholeBlobs(rebuilt.directory))
})

test('an archive and a folder of the same image are the same blobs', async () => {
  const { directory } = layout()
  execaSync('tar', ['-C', directory, '-cf', `${directory}.tar`, '.'])
  await upload(lab, directory)
  lab.said.length = 0
  await upload(lab, `${directory}.tar`)
  expect(sent(lab)).toEqual([])
})

test('a blob in the store that anything wrote to is sent again', async () => {
  const { directory, layers } = layout()
  await upload(lab, directory)
  const [one, two] = layers.map(layer => join(lab.store, 'blobs', 'sha256', layer.digest.slice(7)))
  writeFileSync(one ?? '', noise(40_000, 'something else'))
  rmSync(two ?? '')
  lab.said.length = 0
  const again = await upload(lab, directory)
  expect(sent(lab)).toHaveLength(2)
  expect(wholeBlobs(again.directory)).toEqual(wholeBlobs(directory))
})

test('a layer that is not what it says is refused before its end is sent, and nothing of it stays', async () => {
  const { directory, layers } = layout()
  const [, , , bad] = layers
  writeFileSync(blobPath(directory, bad?.digest ?? ''), noise(bad?.size ?? 0, 'other'))
  await expect(upload(lab, directory)).rejects.toMatchObject({ code: 'layout/digest-mismatch' })
  expect(storedNames(lab)).not.toContain(bad?.digest.slice(7))
})

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

/** How an upload is said to a machine: in one command or several, beside those of another job, with what is hashed there. */

import { once } from 'node:events'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { laneCount } from '../../../electron/uploads/upload-needs.ts'
import { makeLayout, noise } from '../../support/make-layout.ts'
import type { OpensshServer } from '../../support/openssh-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import {
  forEachTest,
  LAYERS,
  type Lab,
  layout,
  openLab,
  sent,
  storedNames,
  upload,
  wholeBlobs,
  withPrograms,
} from './uploading.ts'

let lab: Lab
let server: OpensshServer
forEachTest((each, its) => {
  lab = each
  server = its
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
  expect(sent(lab)).toHaveLength(1)
  expect(wholeBlobs(again.directory)).toEqual(wholeBlobs(directory))
})

const storedLayer = (layer: { readonly digest: string } | undefined): string =>
  join(lab.store, 'blobs', 'sha256', layer?.digest.slice(7) ?? '')

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

const LARGE = noise(11_000_000, 'large')

test.each([
  ['of openssl', { sha256sum: 'test "$(stat -c %s "$1")" -lt 10000000 && exec /usr/bin/sha256sum "$@"' }],
  ['of sha256sum, where openssl is broken', { openssl: 'exit 1' }],
  ['of sha256sum, where openssl says something else', { openssl: 'echo OpenSSL' }],
])('a large layer is hashed there by the program %s', async (_what, programs) => {
  const { directory } = makeLayout(join(tempDir(), 'large'), { layers: [LARGE] })
  expect(wholeBlobs((await upload(withPrograms(lab, programs), directory)).directory)).toEqual(wholeBlobs(directory))
})

test('a large layer that arrived with other content is not taken', async () => {
  const { directory } = makeLayout(join(tempDir(), 'large'), { layers: [LARGE] })
  const bad = withPrograms(lab, { head: '/usr/bin/head "$@" | tr a b' })
  await expect(upload(bad, directory)).rejects.toMatchObject({ code: 'upload/refused' })
  expect(wholeBlobs(lab.store)).toEqual(storedNames(lab))
})

test('a machine that got other bytes than were sent does not take them', async () => {
  const { directory } = layout()
  // A head(1) that changes what it passes on stands for a bad disk or memory there.
  const strange = withPrograms(lab, { head: '/usr/bin/head "$@" | tr a b' })
  await expect(upload(strange, directory)).rejects.toMatchObject({ code: 'upload/refused' })
  expect(wholeBlobs(lab.store)).toEqual(storedNames(lab))
})

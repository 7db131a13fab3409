import { cpSync, linkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { expect, test } from 'vitest'
import { openLayout, understandLayout } from '../../../electron/layouts/open-layout.ts'
import { AppError } from '../../../shared/errors.ts'
import { blobPath, digestOf, noise, putImage, writeIndex } from '../../support/make-layout.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { broken, layers, tarOf, whole } from './broken-cases.ts'

const codeOf = async (path: string): Promise<string> => {
  try {
    await understandLayout(path)
    return 'fine'
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown
    return thrown.code
  }
}

test.each(broken)('%s is told by its own sentence: %s', async (_what, code, breakIt) => {
  const made = whole()
  expect(await codeOf(made.directory)).toBe('fine')
  expect(await codeOf(breakIt(made.directory, made) ?? made.directory)).toBe(code)
})

test('a file that may not be read is told as that', async context => {
  // Root may read everything, so an ordinary user looks.
  if (process.getuid?.() !== 0) return context.skip()
  const {
    directory,
    layers: [layer],
  } = whole()
  execaSync('chmod', ['-R', 'a+rX', join(directory, '..')])
  execaSync('chmod', ['000', join(directory, 'index.json')])
  process.seteuid?.(65534)
  try {
    expect(await codeOf(directory)).toBe('layout/unreadable')
  } finally {
    process.seteuid?.(0)
  }
  expect(layer).toBeDefined()
})

test('what it looks like instead is said', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'Containerfile'), 'FROM scratch')
  await expect(understandLayout(folder)).rejects.toThrow('a folder to build an image from')
})

test('a layer that changes while it is read is told as that', async () => {
  const { directory, layers: made } = whole()
  const opened = await openLayout(directory)
  const [image] = opened.layout.images
  if (!image) throw new Error('no image')
  const blob = opened.blobsOf(image).find(each => each.digest === made[0]?.digest)
  if (!blob) throw new Error('no blob')
  const reading = (async () => {
    for await (const _ of blob.read(0)) writeFileSync(blobPath(directory, blob.digest), noise(5000, 'other'))
  })()
  await expect(reading).rejects.toMatchObject({ code: 'layout/changed' })
})

test('symbolic and hard links that stay inside are fine, in a folder and in an archive', async () => {
  const {
    directory,
    layers: [first, second],
  } = whole()
  const [from, to] = [first, second].map(layer => blobPath(directory, layer?.digest ?? ''))
  const kept = join(directory, 'kept')
  cpSync(from ?? '', kept)
  rmSync(from ?? '')
  symlinkSync('../../kept', from ?? '')
  linkSync(to ?? '', join(directory, 'another-name'))
  expect((await understandLayout(directory)).images).toHaveLength(1)
  expect((await understandLayout(tarOf(directory))).images).toHaveLength(1)
})

test('one broken image of an index spoils no other', async () => {
  const directory = join(tempDir(), 'both')
  const good = putImage(directory, { layers, architecture: 'amd64' })
  const bad = putImage(directory, { layers: [noise(900, 'three')], architecture: 'arm64' })
  writeIndex(directory, [good, { ...bad, platform: { architecture: 'arm64', os: 'linux' } }])
  rmSync(blobPath(directory, digestOf(noise(900, 'three'))))
  const { images } = await understandLayout(directory)
  expect(images.map(({ architecture, problem }) => [architecture, problem?.code])).toEqual([
    ['amd64', undefined],
    ['arm64', 'layout/blob-missing'],
  ])
})

/** Where an upload goes on a machine. */

import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { execaSync } from 'execa'
import { expect, test } from 'vitest'
import type { ResolveOptions } from '../../../electron/images/resolve-options.ts'
import { resolveUpload } from '../../../electron/uploads/resolve-upload.ts'
import { makePlaceCommand } from '../../../electron/uploads/store-commands.ts'
import { forEachTest, type Lab, layout, upload, wholeBlobs, withPrograms } from './uploading.ts'

let lab: Lab
forEachTest(each => {
  lab = each
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
  const elsewhere = withPrograms(lab, { df })
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
  const machine = withPrograms(lab, { df }).counted
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

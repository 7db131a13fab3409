/** An image that lies on this computer goes to a real machine: sent, staged, booted, and rebuilt. */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { execa, execaSync } from 'execa'
import { expect, test } from 'vitest'
import { apply, leftBehind } from '../../stories/acts.ts'
import { blobPath, digestOf, putBlob, writeIndex } from '../../support/make-layout.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { type LabGround, labGrounds } from '../lab-ground.ts'
import { once } from './once.ts'

const open = labGrounds()

/** The registry’s os:2 as a folder on this computer, written by skopeo. */
async function savedImage({ lab }: LabGround): Promise<string> {
  const directory = join(tempDir(), 'my-os')
  const from = `docker://127.0.0.1:${lab.registry.port}/os:2`
  await execa('skopeo', ['copy', '-q', '--src-tls-verify=false', from, `oci:${directory}:os:2`])
  return directory
}

interface ManifestJson {
  readonly mediaType: string
  config: { readonly mediaType: string; readonly digest: string; readonly size: number }
  readonly layers: object[]
}

interface ConfigJson {
  readonly rootfs: { readonly diff_ids: string[] }
  readonly history?: object[]
}

const readBlob = <Json>(directory: string, digest: string): Json =>
  JSON.parse(readFileSync(blobPath(directory, digest), 'utf8')) as Json

const manifestOf = (directory: string) => {
  const index = JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8')) as {
    readonly manifests: readonly { readonly digest: string; readonly mediaType: string }[]
  }
  const [entry] = index.manifests
  if (!entry) throw new Error('skopeo wrote no image')
  return entry
}

/** What a build leaves that changed one file: a layer more, and another manifest and config. */
function rebuild(directory: string): string {
  const entry = manifestOf(directory)
  const manifest = readBlob<ManifestJson>(directory, entry.digest)
  const config = readBlob<ConfigJson>(directory, manifest.config.digest)
  const folder = tempDir()
  execaSync('mkdir', ['-p', join(folder, 'usr/share/my-os')])
  writeFileSync(join(folder, 'usr/share/my-os/built'), 'again\n')
  const tar = execaSync('tar', ['-C', folder, '--owner=0', '--group=0', '-c', 'usr'], { encoding: 'buffer' }).stdout
  const layer = putBlob(directory, gzipSync(tar), 'application/vnd.oci.image.layer.v1.tar+gzip')
  config.rootfs.diff_ids.push(digestOf(tar))
  config.history?.push({ created_by: 'COPY built /usr/share/my-os/' })
  manifest.layers.push(layer)
  manifest.config = putBlob(directory, Buffer.from(JSON.stringify(config)), manifest.config.mediaType)
  const rebuilt = putBlob(directory, Buffer.from(JSON.stringify(manifest)), entry.mediaType)
  writeIndex(directory, [rebuilt])
  return rebuilt.digest
}

/** What is in the store is what its name says, asked past Drydock. */
async function checkStore(ground: LabGround): Promise<void> {
  const script =
    'cd /var/tmp/drydock/blobs/sha256 && for each in *; do echo "$each  $each"; done | sha256sum -c --quiet'
  const { exitCode, stdout, stderr } = await ground.onMachine(['sh', '-c', script])
  expect(exitCode, stdout + stderr).toBe(0)
}

test.each(['rpm-ostree', 'bootc'] as const)(
  '%s: a folder boots with its digest, and the rebuilt one sends what changed',
  async backend => {
    const ground = await open(backend)
    const directory = await savedImage(ground)
    const { digest } = manifestOf(directory)
    const first = await apply(ground, directory, ['--restart'])
    expect(first, first.text).toMatchObject({ exitCode: 0, outcome: 'booted', digest, bootedDigest: digest })
    expect(await leftBehind(ground)).toEqual(['drydock'])
    await checkStore(ground)

    const rebuilt = rebuild(directory)
    const second = await apply(ground, directory, ['--restart'])
    expect(second, second.text).toMatchObject({ exitCode: 0, outcome: 'booted', bootedDigest: rebuilt })
    expect(second.text).toContain('3 of ')
    const { stdout } = await ground.onMachine(['cat', '/usr/share/my-os/built'])
    expect(stdout).toBe('again')

    const emptied = await ground.drydock(['storage', ground.machine, '--empty'])
    expect(emptied.exitCode, emptied.stderr).toBe(0)
    expect(await leftBehind(ground)).toEqual([])
  },
)

test('where /var/tmp has no room the folder boots from another place, and only what may stay there does', async () => {
  const ground = await open('rpm-ostree')
  const directory = await savedImage(ground)
  const { digest } = manifestOf(directory)
  const small = await ground.onMachine(['sudo', 'mount', '-t', 'tmpfs', '-o', 'size=8M,mode=1777', 'tmpfs', '/var/tmp'])
  expect(small.exitCode, small.stderr).toBe(0)
  const applied = await apply(ground, directory, ['--restart'])
  expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'booted', bootedDigest: digest })
  const inPlace = async () => (await ground.onMachine(['ls', '-A', '/var/lib/drydock-1000'])).stdout
  expect(await inPlace()).toBe('drydock')
  expect(await leftBehind(ground)).toEqual([])

  // There is room in /var/tmp again; what was sent is still known there.
  const again = await apply(ground, directory, ['--dry-run'])
  expect(again.text).toContain('/var/lib/drydock-1000/drydock')
  const emptied = await ground.drydock(['storage', ground.machine, '--empty'])
  expect(emptied.exitCode, emptied.stderr).toBe(0)
  expect(await inPlace()).toBe('')
})

test('packets are lost silently while it is sent: the upload goes on from where it was', async () => {
  const ground = await open('rpm-ostree')
  const directory = await savedImage(ground)
  const { digest } = manifestOf(directory)
  const cut = once(
    line => line.includes('have 0 '),
    () => ground.lab.cutNetwork(),
  )
  const mend = once(
    line => line.includes('"reconnecting"'),
    () => ground.lab.restoreNetwork(),
  )
  const applied = await apply(ground, directory, [], {
    onLine: line => {
      cut(line)
      mend(line)
    },
  })
  expect(applied, applied.text).toMatchObject({ exitCode: 0, outcome: 'staged' })
  expect(applied.deployment('staged')?.digest).toBe(digest)
  await checkStore(ground)
})

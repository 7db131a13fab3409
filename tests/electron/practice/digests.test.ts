/** One image, many digests: which is the same where. */

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, startFast } from './connect.ts'

let machine: PracticeMachine
let connection: Connected

beforeAll(async () => {
  machine = await startFast()
  connection = await connect(machine)
})

afterAll(async () => {
  connection.end()
  await machine.close()
})

const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

const readJson = async (command: string) => JSON.parse((await connection.run(command)).stdout)

describe('digests', () => {
  test('a registry’s index names the instance whose bytes have that digest', async () => {
    const index = await connection.run('skopeo inspect --raw docker://quay.io/fedora/fedora-coreos:stable')
    const { manifests } = JSON.parse(index.stdout)
    expect(manifests.map((each: { platform: { architecture: string } }) => each.platform.architecture)).toEqual([
      'amd64',
      'arm64',
    ])
    expect((await readJson('skopeo inspect --no-tags docker://quay.io/fedora/fedora-coreos:stable')).Digest).toBe(
      sha256(index.bytes),
    )
    const pinned = await connection.run(
      `skopeo inspect --raw docker://quay.io/fedora/fedora-coreos@${manifests[0].digest}`,
    )
    expect(sha256(pinned.bytes)).toBe(manifests[0].digest)
    const ran = await connection.run(
      'sudo rpm-ostree rebase ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable',
    )
    expect(ran.stdout).toContain(`(digest: ${manifests[0].digest})`)
  })

  test('the same local image has one digest in place and another exported, and one config', async () => {
    const store = '[overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers]'
    const direct = await connection.run(`sudo skopeo inspect --raw 'containers-storage:${store}localhost/my-os:dev'`)
    await connection.run('podman image save -q --format oci-dir -o /var/tmp/exported localhost/my-os:dev')
    const exported = await connection.run('skopeo inspect --raw oci:/var/tmp/exported')
    const [listed] = await readJson('podman images --format json localhost/my-os:dev')
    expect(sha256(direct.bytes)).toBe(listed.Digest)
    expect(sha256(exported.bytes)).not.toBe(sha256(direct.bytes))
    const configs = [direct, exported].map(each => JSON.parse(each.stdout).config.digest)
    expect(configs).toEqual([`sha256:${listed.Id}`, `sha256:${listed.Id}`])
    for (const [source, raw] of [
      [`containers-storage:${store}localhost/my-os:dev`, direct],
      ['oci:/var/tmp/exported', exported],
    ] as const) {
      const ran = await connection.run(`sudo rpm-ostree rebase 'ostree-unverified-image:${source}'`)
      expect(ran.stdout).toContain(`Importing: ostree-unverified-image:${source} (digest: ${sha256(raw.bytes)})`)
      const status = await readJson('rpm-ostree status --json')
      expect(status.deployments[0]).toMatchObject({
        staged: true,
        'container-image-reference-digest': sha256(raw.bytes),
      })
    }
    await connection.run('rm -rf /var/tmp/exported')
  })

  test('an exported layout in a closed directory cannot be read by the isolated puller', async () => {
    await connection.run('mkdir -m 700 /var/tmp/closed')
    await connection.run('podman image save -q --format oci-dir -o /var/tmp/closed/x localhost/my-os:dev')
    const ran = await connection.run('sudo rpm-ostree rebase ostree-unverified-image:oci:/var/tmp/closed/x')
    expect(ran.stderr).toBe(
      'error: Creating importer: failed to invoke method OpenImage: failed to invoke method OpenImage: faccessat /var/tmp/closed/x: permission denied\n',
    )
    await connection.run('rm -rf /var/tmp/closed')
  })
})

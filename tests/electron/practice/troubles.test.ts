/** Troubles with the image and the disks do what their titles say, and leave the machine as the real one would be left. */

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { practiceTroubles } from '../../../electron/practice/practice-machine.ts'
import { readStatus } from './connect.ts'
import {
  bootedVersion,
  closeMachines,
  isStaged,
  REBASE,
  restart,
  STABLE,
  SWITCH,
  troubled,
} from './troubled-machine.ts'

afterEach(closeMachines)

describe('the image', () => {
  test.each([
    ['registry-down', 'no such host', 1],
    ['registry-refuses', 'unauthorized: access to the requested resource is not authorized', 1],
    ['image-gone', 'manifest unknown', 2],
  ])('%s: skopeo, rpm-ostree and bootc say “%s”, nothing is staged', async (trouble, reason, exitCode) => {
    for (const [backend, command] of [
      ['rpm-ostree', REBASE],
      ['bootc', SWITCH],
    ] as const) {
      const { connection } = await troubled(trouble, backend)
      const inspected = await connection.run(`skopeo inspect --raw docker://${STABLE}`)
      expect(inspected.exitCode).toBe(exitCode)
      expect(inspected.stderr).toContain(reason)
      const ran = await connection.run(command)
      expect(ran.exitCode).toBe(1)
      expect(ran.stderr).toMatch(new RegExp(`(?:^|\\n)error: .*${reason}\\n$`))
      expect(await isStaged(connection)).toBe(false)
    }
  })

  test.each([
    ['not-bootable', 'Target image does not have ostree.bootable label'],
    ['wrong-architecture', 'Image has architecture arm64; expected amd64'],
  ])('%s is to be seen beforehand, and refused', async (trouble, reason) => {
    for (const [backend, command] of [
      ['rpm-ostree', REBASE],
      ['bootc', SWITCH],
    ] as const) {
      const { connection } = await troubled(trouble, backend)
      const inspected = JSON.parse((await connection.run(`skopeo inspect --no-tags docker://${STABLE}`)).stdout)
      if (trouble === 'not-bootable') expect(inspected.Labels['ostree.bootable']).toBeUndefined()
      else expect(inspected.Architecture).toBe('arm64')
      const ran = await connection.run(command)
      expect(ran).toMatchObject({ exitCode: 1 })
      expect(ran.stderr).toContain(reason)
      expect(await isStaged(connection)).toBe(false)
    }
  })

  test('policy-refuses: no signature', async () => {
    const { connection } = await troubled('policy-refuses')
    expect((await connection.run(REBASE)).stderr).toContain('A signature was required, but no signature exists')
    expect(await isStaged(connection)).toBe(false)
  })

  test('other-digest: what is staged is not what was looked at, and now the registry shows it too', async () => {
    const { connection } = await troubled('other-digest')
    const digest = async () =>
      JSON.parse((await connection.run(`skopeo inspect --raw docker://${STABLE}`)).stdout).manifests[0].digest
    const before = await digest()
    expect(await digest()).toBe(before)
    await connection.run(REBASE)
    const staged = (await readStatus(connection)).deployments[0]
    expect(staged?.['container-image-reference-digest']).not.toBe(before)
    expect(await digest()).toBe(staged?.['container-image-reference-digest'])
  })

  test('direct-refused: the user’s storage cannot be read in place, an export can', async () => {
    const { connection } = await troubled('direct-refused')
    const store = '[overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers]'
    const direct = await connection.run(
      `sudo rpm-ostree rebase 'ostree-unverified-image:containers-storage:${store}localhost/my-os:dev'`,
    )
    expect(direct).toMatchObject({ exitCode: 1 })
    expect(direct.stderr).toContain('mkdir /.local: permission denied')
    await connection.run('podman image save -q --format oci-dir -o /var/tmp/x localhost/my-os:dev')
    expect((await connection.run('sudo rpm-ostree rebase ostree-unverified-image:oci:/var/tmp/x')).exitCode).toBe(0)
  })

  test('store-broken: podman cannot say what it holds', async () => {
    const { connection } = await troubled('store-broken')
    const ran = await connection.run('podman image exists localhost/my-os:dev')
    expect(ran).toMatchObject({ exitCode: 125 })
    expect(ran.stderr).toMatch(/^Error: .*read-only file system\n$/)
  })
})

describe('the disks', () => {
  test('disk-full: df shows it, export and pull stop halfway, nothing is staged', async () => {
    const { connection } = await troubled('disk-full')
    const free = Number((await connection.run('df --output=avail -B1 /sysroot')).stdout.split('\n')[1])
    expect(free).toBeLessThan(400 * 1024 * 1024)
    const saved = await connection.run('podman image save --format oci-dir -o /var/tmp/x localhost/my-os:dev')
    expect(saved).toMatchObject({ exitCode: 125 })
    expect(saved.stderr).toContain('no space left on device')
    expect((await connection.run('ls /var/tmp/x')).stdout).toBe('blobs\n')
    const ran = await connection.run(REBASE)
    expect(ran.stdout).toContain('Fetching ostree chunk')
    expect(ran.stderr).toMatch(
      /^error: .*min-free-space-percent '3%' would be exceeded, at least [\d.]+\u00a0MB requested\n$/,
    )
    expect(await isStaged(connection)).toBe(false)
  })

  test('disk-full: bootc says what it needs', async () => {
    const { connection } = await troubled('disk-full', 'bootc')
    expect((await connection.run(SWITCH)).stderr).toMatch(
      /Insufficient free space for .* \(available: .* required: .*\)/,
    )
  })

  test.each([
    ['boot-full', 'Installing kernel: regfile copy: No space left on device'],
    ['came-back-old', 'Copying /etc: Writing usr/etc: Input/output error'],
  ])('%s: staged, but the old system comes back, and the journal says why', async (trouble, reason) => {
    const { machine, connection } = await troubled(trouble)
    expect((await connection.run(REBASE)).exitCode).toBe(0)
    const before = await bootedVersion(connection)
    const again = await restart(machine, connection)
    expect(await bootedVersion(again)).toBe(before)
    expect(await isStaged(again)).toBe(false)
    const journal = await again.run('journalctl -b -1 -u ostree-finalize-staged.service -o cat')
    expect(journal.stdout).toContain(`error: ${reason}\n`)
    expect(journal.stdout).toContain("Failed with result 'exit-code'.")
    expect((await again.run('rpm-ostree status')).stdout).toContain('Warning: failed to finalize previous deployment\n')
    const json = await again.run("journalctl -b -1 -u 'ostree-finalize-staged*' -o json")
    expect(
      json.stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).MESSAGE),
    ).toContain(`error: ${reason}`)
    expect((await again.run('systemctl is-failed ostree-boot-complete.service')).stdout).toBe('failed\n')
  })
})

test('every trouble has its claim here or next door', () => {
  const files = ['troubles.test.ts', 'troubles-while-running.test.ts']
  const source = files.map(file => readFileSync(new URL(file, import.meta.url), 'utf8')).join('')
  expect(practiceTroubles.map(({ id }) => id).filter(id => !source.includes(`'${id}`))).toEqual([])
})

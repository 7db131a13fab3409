import assert from 'node:assert/strict'
import { rpmOstree } from '../../electron/backends/rpm-ostree.ts'
import { LOCAL_IMAGE, VERSIONS } from './lab-images.ts'
import type { LabMachine } from './lab-machine.ts'
import { bootedOf, digestOf, localSource, OS_1, OS_2, statusOf, sudo } from './smoke-guest.ts'
import type { Table } from './smoke-table.ts'

const NAME = 'rpm-ostree'
const rebase = (source: string): readonly string[] => rpmOstree.stageCommand(source, { signature: 'unverified' })

async function registryStory(table: Table, machine: LabMachine): Promise<void> {
  await table.line('rpm-ostree: status, os:1 is booted', async () => {
    assert.equal((await bootedOf(machine, NAME)).digest, await digestOf(machine, `docker://${OS_1}`))
  })
  await table.line('rpm-ostree: no bootc here', async () => {
    assert.equal((await machine.ssh(['bootc', '--version'])).exitCode, 127)
  })
  await table.line('rpm-ostree: an unknown image is refused', async () => {
    const { stderr } = await sudo(machine, rebase('docker://registry.lab:5000/os:99'), 1)
    assert.match(stderr, /^error: Creating importer: .*reading manifest 99 in registry\.lab:5000\/os: manifest unknown/)
  })
  await table.line('rpm-ostree: rebase to os:2 from the registry', async () => {
    const { stdout } = await sudo(machine, rebase(`docker://${OS_2}`))
    assert.match(stdout, /^Staging deployment\.\.\.done\nChanges queued for next boot\./m)
  })
  await table.line('rpm-ostree: restart into os:2', () => restartInto(machine, `docker://${OS_2}`))
  await table.line('rpm-ostree: os:2 is what runs', async () => {
    await sudo(machine, [
      'bash',
      '-euc',
      'test -e /usr/share/added-in-2; test ! -e /usr/bin/less; grep -q ^VERSION_ID=42 /etc/os-release',
    ])
  })
  await table.line('rpm-ostree: rollback and restart', async () => {
    await sudo(machine, rpmOstree.rollbackCommand)
    assert.equal((await statusOf(machine, NAME)).rollbackQueued, true)
    await restartInto(machine, `docker://${OS_1}`)
  })
}

/** Restarts; the boot id must change and the booted digest be the source's. */
async function restartInto(machine: LabMachine, source: string): Promise<void> {
  const digest = await digestOf(machine, source)
  const before = await machine.waitForSsh()
  assert.notEqual(await machine.reboot(), before)
  assert.equal((await bootedOf(machine, NAME)).digest, digest)
}

async function localStory(table: Table, machine: LabMachine): Promise<void> {
  const source = await localSource(machine, LOCAL_IMAGE)
  await table.line('rpm-ostree: a rootless local image, read in place', async () => {
    await sudo(machine, rebase(source))
    const staged = (await statusOf(machine, NAME)).deployments[0]
    assert.equal(staged?.digest, await digestOf(machine, source))
    assert.equal(staged?.version, VERSIONS.local)
  })
  await table.line('rpm-ostree: what is staged is dropped', async () => {
    await sudo(machine, rpmOstree.discardCommand)
    assert.equal((await statusOf(machine, NAME)).deployments[0]?.role, 'booted')
  })
  await table.line('rpm-ostree: a rootless local image, exported', async () => {
    const save = [
      'podman',
      'image',
      'save',
      '-q',
      '--format',
      'oci-dir',
      '--uncompressed',
      '-o',
      '/var/tmp/export',
      LOCAL_IMAGE,
    ]
    const saved = await machine.ssh(save, { timeoutMs: 600_000 })
    assert.equal(saved.exitCode, 0, saved.stderr)
    await sudo(machine, rebase('oci:/var/tmp/export'))
    assert.equal((await statusOf(machine, NAME)).deployments[0]?.digest, await digestOf(machine, 'oci:/var/tmp/export'))
  })
}

const isBusy = async (machine: LabMachine): Promise<boolean> =>
  (await statusOf(machine, NAME)).transaction !== undefined

async function waitUntilIdle(machine: LabMachine): Promise<void> {
  while (await isBusy(machine)) await machine.ssh(['sleep', '1'])
}

async function killStory(table: Table, machine: LabMachine): Promise<void> {
  const command = rebase(`docker://${OS_2}`)
  await table.line('rpm-ostree: the client is killed, the work goes on', async () => {
    const script =
      '"$@" >/dev/null & until rpm-ostree status --json | grep -q Rebase; do sleep 0.2; done; pkill -KILL -f "^/bin/bash /usr/local/bin/rpm-ostree rebase"'
    await sudo(machine, ['bash', '-c', script, 'bash', ...command])
    assert.equal(await isBusy(machine), true)
  })
  await table.line('rpm-ostree: meanwhile another change is refused', async () => {
    const { stderr } = await sudo(machine, rpmOstree.rollbackCommand, 1)
    assert.match(
      stderr,
      /^error: Transaction in progress: rebase --bypass-driver .*:docker:\/\/registry\.lab:5000\/os:2 \n You can cancel/,
    )
  })
  await table.line('rpm-ostree: the same command joins it, to the end', async () => {
    const { stdout } = await sudo(machine, command)
    assert.match(stdout, /^Attaching to existing transaction: rebase --bypass-driver/)
    await waitUntilIdle(machine)
    assert.equal((await statusOf(machine, NAME)).deployments[0]?.version, VERSIONS.second)
  })
}

/** What rpm-ostree's stand-in must do. */
export async function smokeRpmOstree(table: Table, machine: LabMachine): Promise<void> {
  await registryStory(table, machine)
  await localStory(table, machine)
  await killStory(table, machine)
  await table.line('rpm-ostree: the registry is down', async () => {
    await sudo(machine, rpmOstree.discardCommand)
    await machine.registry.stop()
    const { stderr } = await sudo(machine, rebase(`docker://${OS_2}`), 1)
    assert.match(stderr, /^error: Creating importer: .*pinging container registry/)
    await machine.registry.start()
  })
  await table.line('rpm-ostree: power loss', async () => {
    const otherThan = await machine.waitForSsh()
    await machine.powerLoss()
    await machine.waitForSsh({ otherThan })
  })
}

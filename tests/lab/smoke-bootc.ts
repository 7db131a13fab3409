import assert from 'node:assert/strict'
import { bootc } from '../../electron/backends/bootc.ts'
import { LOCAL_IMAGE, VERSIONS } from './lab-images.ts'
import type { LabMachine } from './lab-machine.ts'
import { bootedOf, digestOf, localSource, OS_1, OS_2, statusOf, sudo } from './smoke-guest.ts'
import type { Table } from './smoke-table.ts'

const NAME = 'bootc'
const switchTo = (source: string): readonly string[] =>
  bootc.stageCommand(source, { signature: 'unverified', progressFd: true })

async function stageStory(table: Table, machine: LabMachine): Promise<void> {
  await table.line('bootc: status, os:1 is booted', async () => {
    const { digest, image } = await bootedOf(machine, NAME)
    assert.equal(digest, await digestOf(machine, `docker://${OS_1}`))
    assert.equal(image?.reference, OS_1)
  })
  await table.line('bootc: only root may ask', async () => {
    const { stderr, exitCode } = await machine.ssh(bootc.statusCommand)
    assert.equal(exitCode, 1)
    assert.match(stderr, /This command must be executed as the root user/)
  })
  await table.line('bootc: an unknown image is refused', async () => {
    const { stderr } = await sudo(machine, switchTo('docker://registry.lab:5000/os:99'), 1)
    assert.match(stderr, /reading manifest 99 in registry\.lab:5000\/os: manifest unknown/)
  })
  await table.line('bootc: an image that is no operating system is refused', async () => {
    const { stderr } = await sudo(machine, switchTo('docker://registry.lab:5000/app:1'), 1)
    assert.match(stderr, /Target image does not have ostree\.bootable label/)
  })
  await table.line('bootc: switch to os:2 from the registry, with progress', async () => {
    const { stdout, stderr } = await sudo(machine, switchTo(`docker://${OS_2}`))
    const events = stdout.split('\n').map(line => JSON.parse(line) as { type: string; task?: string })
    assert.deepEqual(
      [...new Set(events.map(({ type, task }) => task ?? type))],
      ['Start', 'pulling', 'importing', 'staging'],
    )
    assert.match(stderr, /^Queued for next boot: registry\.lab:5000\/os:2\n {2}Version: 42/m)
  })
  await table.line('bootc: the same again changes nothing', async () => {
    assert.equal((await sudo(machine, ['bootc', 'switch', OS_2])).stdout, 'Image specification is unchanged.')
  })
}

async function restartStory(table: Table, machine: LabMachine): Promise<void> {
  await table.line('bootc: restart into os:2', async () => {
    const before = await machine.waitForSsh()
    assert.notEqual(await machine.reboot(), before)
    assert.equal((await bootedOf(machine, NAME)).digest, await digestOf(machine, `docker://${OS_2}`))
  })
  await table.line('bootc: upgrade finds nothing', async () => {
    assert.match(
      (await sudo(machine, ['bootc', 'upgrade'])).stdout,
      /^No changes in registry\.lab:5000\/os:2 => sha256:[0-9a-f]{64}\nNo update available\.$/,
    )
  })
  await table.line('bootc: rollback, back and forth', async () => {
    assert.equal((await sudo(machine, bootc.rollbackCommand)).stdout, 'Next boot: rollback deployment')
    assert.equal((await statusOf(machine, NAME)).rollbackQueued, true)
    const again = await sudo(machine, bootc.rollbackCommand)
    assert.equal(again.stdout, 'notice: Reverting queued rollback state\nNext boot: current deployment')
    assert.equal((await statusOf(machine, NAME)).rollbackQueued, false)
  })
}

/** What bootc's stand-in must do. */
export async function smokeBootc(table: Table, machine: LabMachine): Promise<void> {
  await stageStory(table, machine)
  await restartStory(table, machine)
  await table.line('bootc: a rootless local image, read in place, then dropped', async () => {
    const source = await localSource(machine, LOCAL_IMAGE)
    await sudo(machine, switchTo(source))
    assert.equal((await statusOf(machine, NAME)).deployments[0]?.version, VERSIONS.local)
    await sudo(machine, bootc.discardCommand)
    assert.equal((await statusOf(machine, NAME)).deployments[0]?.role, 'booted')
  })
  await table.line('bootc: it stands still, and goes on', async () => {
    await machine.pause()
    assert.notEqual((await machine.ssh(['true'], { connectTimeoutMs: 3000 })).exitCode, 0)
    await machine.resume()
    await machine.waitForSsh()
  })
  await table.line('bootc: the network is cut, and back', async () => {
    await machine.cutNetwork()
    assert.equal((await machine.ssh(['true'], { connectTimeoutMs: 3000 })).exitCode, 255)
    await machine.restoreNetwork()
    await machine.waitForSsh()
  })
  await table.line('bootc: nothing but the registry can be reached', async () => {
    const ports = ['10.0.2.2/22', '10.0.2.3/53', '192.0.2.1/80']
    for (const address of ports) {
      const { exitCode } = await machine.ssh(['timeout', '3', 'bash', '-c', `true </dev/tcp/${address}`])
      assert.notEqual(exitCode, 0, address)
    }
  })
}

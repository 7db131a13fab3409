/** The machine as such: its door, its key, restarts, reset, snapshots. */

import { setTimeout as sleep } from 'node:timers/promises'
import ssh2 from 'ssh2'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { PracticeMachine, PracticeSnapshot } from '../../../electron/practice/practice-machine.ts'
import { practiceTroubles, startPracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { connect, connectWhenBack, readStatus, runOnce, startFast } from './connect.ts'

let machine: PracticeMachine
let snapshots: PracticeSnapshot[]

beforeEach(async () => {
  snapshots = []
  machine = await startFast({ onSnapshot: snapshot => void snapshots.push(snapshot) })
})

afterEach(() => machine.close())

const BOOT_ID = 'cat /proc/sys/kernel/random/boot_id'

test('core and root log in with its key', async () => {
  for (const user of ['core', 'root']) {
    const connection = await connect(machine, user)
    expect((await connection.run('id -un; pwd')).stdout).toBe(
      `${user}\n/var/${user === 'core' ? 'home/core' : 'roothome'}\n`,
    )
    connection.end()
  }
})

test('another key, another user and a password are refused', async () => {
  await expect(connect(machine, 'admin')).rejects.toThrow(/authentication methods failed/)
  const other = await startFast()
  await expect(connect(machine, 'core', other.privateKey)).rejects.toThrow(/authentication methods failed/)
  await other.close()
})

test('the host key shown is the one announced', async () => {
  const shown = await new Promise<Buffer>((resolve, reject) => {
    const client = new ssh2.Client()
    client.on('error', reject)
    client.on('ready', () => client.end())
    const hostVerifier = (key: Buffer) => {
      resolve(key)
      return true
    }
    client.connect({
      host: machine.host,
      port: machine.port,
      username: 'core',
      privateKey: machine.privateKey,
      hostVerifier,
    })
  })
  expect(shown.toString('base64')).toBe(machine.hostKey)
})

test('a restart drops every connection, shuts the port, and comes back on the same port with a new boot id', async () => {
  const connection = await connect(machine)
  const before = (await connection.run(BOOT_ID)).stdout
  const reboot = await connection.run('sudo systemctl reboot')
  expect(reboot).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
  await connection.closed
  await expect(connect(machine)).rejects.toThrow(/ECONNREFUSED/)
  const again = await connectWhenBack(machine)
  expect((await again.run(BOOT_ID)).stdout).not.toBe(before)
  expect(Number((await again.run('cat /proc/uptime')).stdout.split(' ')[0])).toBeLessThan(60)
  again.end()
})

test('core alone may not restart it', async () => {
  expect(await runOnce(machine, 'systemctl reboot')).toMatchObject({
    exitCode: 1,
    stderr: 'Call to Reboot failed: Interactive authentication required.\n',
  })
})

test('dropped connections leave a running rebase going', async () => {
  const slow = await startFast({ speed: 10 })
  const connection = await connect(slow)
  const channelIsOpen = Promise.withResolvers<void>()
  const lost = connection.run('sudo rpm-ostree rebase ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable', {
    onChannel: channel => void channel.on('data', () => channelIsOpen.resolve()),
  })
  await channelIsOpen.promise
  slow.dropConnections()
  expect((await lost).exitCode).toBeUndefined()
  const again = await connect(slow)
  expect((await readStatus(again)).transaction).toEqual([
    'Rebase',
    ':1.234',
    '/org/projectatomic/rpmostree1/fedora_coreos',
  ])
  for (let status = await readStatus(again); status.transaction; status = await readStatus(again)) await sleep(10)
  expect((await readStatus(again)).deployments[0]).toMatchObject({ staged: true, version: '43.20251024.3.0' })
  again.end()
  await slow.close()
})

test('an unreachable machine refuses connections and has forgotten none of its state', async () => {
  const connection = await connect(machine)
  await connection.run('touch /var/tmp/kept')
  machine.setReachable(false)
  await connection.closed
  await expect(connect(machine)).rejects.toThrow(/ECONNREFUSED/)
  machine.setReachable(true)
  const again = await connectWhenBack(machine)
  expect((await again.run('ls /var/tmp')).stdout).toBe('kept\n')
  again.end()
})

test('every lasting change is told, and a machine started from the last snapshot is the same one', async () => {
  const connection = await connect(machine)
  await connection.run('sudo rpm-ostree rebase ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable')
  await connection.run('echo mine > /var/tmp/file')
  machine.setTrouble('boot-full')
  const before = await readStatus(connection)
  connection.end()
  const last = JSON.parse(JSON.stringify(snapshots.at(-1))) as PracticeSnapshot
  expect(last).toEqual(machine.snapshot())
  const heir = await startFast({ snapshot: last })
  expect(heir.trouble).toBe('boot-full')
  const again = await connect(heir)
  expect(await readStatus(again)).toEqual(before)
  expect((await again.run('cat /var/tmp/file')).stdout).toBe('mine\n')
  again.end()
  await heir.close()
})

test('a snapshot that does not fit is ignored', async () => {
  const foreign = { ...machine.snapshot(), version: 99 } as unknown as PracticeSnapshot
  const heir = await startFast({ snapshot: foreign })
  expect(heir.snapshot().machineId).not.toBe(machine.snapshot().machineId)
  await heir.close()
  const bootc = await startFast({ backend: 'bootc', snapshot: machine.snapshot() })
  expect(bootc.snapshot().backend).toBe('bootc')
  await bootc.close()
})

test('reset makes it as it was at first', async () => {
  const first = machine.snapshot()
  await runOnce(machine, 'sudo rpm-ostree rebase ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable')
  machine.setTrouble('sudo-refused')
  machine.reset()
  expect(machine.trouble).toBeUndefined()
  expect(machine.snapshot().deployments.map(each => each.checksum)).toEqual(
    first.deployments.map(each => each.checksum),
  )
  expect((await runOnce(machine, 'sudo id -u')).stdout).toBe('0\n')
})

test('an unknown trouble is refused', () => {
  expect(() => machine.setTrouble('nope')).toThrow('there is no practice trouble “nope”')
  expect(practiceTroubles.map(({ id }) => id)).toEqual([...new Set(practiceTroubles.map(({ id }) => id))])
})

test('at most ten sessions of a connection run at once, as sshd allows', async () => {
  const connection = await connect(machine)
  const waiting = Array.from({ length: 10 }, () => connection.run('sleep 100000').catch(() => undefined))
  await expect(connection.run('true')).rejects.toThrow(/Channel open failure/)
  connection.end()
  await Promise.all(waiting)
})

test('signals end what a session runs', async () => {
  const connection = await connect(machine)
  const ran = await connection.run('sleep 100000', { isStdinOpen: true, onChannel: channel => channel.signal('TERM') })
  expect(ran).toMatchObject({ exitCode: undefined, signal: 'SIGTERM' })
  connection.end()
})

test('an arm64 machine is one throughout', async () => {
  const arm = await startPracticeMachine({ name: 'arm', backend: 'rpm-ostree', architecture: 'aarch64', speed: 200 })
  expect((await runOnce(arm, 'uname -m')).stdout).toBe('aarch64\n')
  const inspected = await runOnce(arm, 'skopeo inspect --no-tags docker://quay.io/fedora/fedora-coreos:stable')
  expect(JSON.parse(inspected.stdout)).toMatchObject({ Architecture: 'arm64' })
  await arm.close()
})

test('closing ends everything, also what would run forever', async () => {
  const other = await startFast()
  const connection = await connect(other)
  const isOpen = Promise.withResolvers<void>()
  const forever = connection.run('journalctl -f', { onChannel: () => isOpen.resolve() })
  await isOpen.promise
  await other.close()
  await connection.closed
  expect((await forever).exitCode).toBeUndefined()
})

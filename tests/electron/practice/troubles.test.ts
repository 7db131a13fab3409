/** Every trouble does what its title says, and leaves the machine as the real one would be left. */

import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { type PracticeMachine, practiceTroubles } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, connectWhenBack, readStatus, startFast } from './connect.ts'

const machines: PracticeMachine[] = []

afterEach(async () => {
  await Promise.all(machines.splice(0).map(machine => machine.close()))
})

async function troubled(trouble: string, backend: 'rpm-ostree' | 'bootc' = 'rpm-ostree', speed = 200) {
  const machine = await startFast({ backend, speed })
  machines.push(machine)
  machine.setTrouble(trouble)
  return { machine, connection: await connect(machine) }
}

const STABLE = 'quay.io/fedora/fedora-coreos:stable'
const REBASE = `sudo env LC_ALL=C.UTF-8 rpm-ostree rebase --bypass-driver ostree-unverified-registry:${STABLE}`
const SWITCH = `sudo sh -c 'exec 3>&1 1>&2; exec "$@"' sh bootc switch --progress-fd 3 ${STABLE}`

const isStaged = async (connection: Connected): Promise<boolean> =>
  (await readStatus(connection)).deployments.some(each => each.staged)

async function restart(machine: PracticeMachine, connection: Connected): Promise<Connected> {
  await connection.run('sudo systemctl reboot')
  await connection.closed
  return connectWhenBack(machine)
}

const bootedVersion = async (connection: Connected): Promise<unknown> =>
  (await readStatus(connection)).deployments.find(each => each.booted)?.version

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

describe('the connection', () => {
  test('connection-drops-staging: rpm-ostree’s daemon goes on, and ends staged', async () => {
    const { machine, connection } = await troubled('connection-drops-staging', 'rpm-ostree', 10)
    const lost = await connection.run(REBASE)
    expect(lost.exitCode).toBeUndefined()
    expect(lost.stdout).toContain('Fetching ostree chunk')
    const again = await connectWhenBack(machine)
    expect((await readStatus(again)).transaction).not.toBeNull()
    const joined = await again.run(REBASE)
    expect(joined.stdout).toMatch(/^Attaching to existing transaction: /)
    expect(joined.exitCode).toBe(0)
    expect(await isStaged(again)).toBe(true)
  })

  test('connection-drops-staging: bootc dies with its session, and continues where it was', async () => {
    const { machine, connection } = await troubled('connection-drops-staging', 'bootc', 50)
    const lost = await connection.run(SWITCH)
    expect(lost.exitCode).toBeUndefined()
    const again = await connectWhenBack(machine)
    expect(await isStaged(again)).toBe(false)
    const second = await again.run(SWITCH)
    expect(second.exitCode).toBe(0)
    const present = (text: string) => Number(/layers already present: (\d+)/.exec(text)?.[1])
    expect(present(second.stderr)).toBeGreaterThan(present(lost.stderr))
    expect(await isStaged(again)).toBe(true)
  })

  test('connection-drops-staging: bootc in a unit of its own does not notice', async () => {
    const { machine, connection } = await troubled('connection-drops-staging', 'bootc', 50)
    await connection.run(`sudo systemd-run --unit=stage ${SWITCH.slice('sudo '.length)}`)
    await connection.closed
    const again = await connectWhenBack(machine)
    while ((await again.run('systemctl is-active stage')).stdout === 'active\n');
    expect(await isStaged(again)).toBe(true)
    expect((await again.run('journalctl -u stage -o cat')).stdout).toContain(`Queued for next boot: ${STABLE}\n`)
  })

  test('connection-drops-once-resolving: once', async () => {
    const { machine, connection } = await troubled('connection-drops-once-resolving')
    expect((await connection.run('podman image exists localhost/my-os:dev')).exitCode).toBeUndefined()
    await connection.closed
    const again = await connectWhenBack(machine)
    expect((await again.run('podman image exists localhost/my-os:dev')).exitCode).toBe(0)
  })
})

describe('the restart', () => {
  test('does-not-come-back: never, until it is reset', async () => {
    const { machine, connection } = await troubled('does-not-come-back')
    await connection.run('sudo systemctl reboot')
    await connection.closed
    machine.setTrouble(undefined)
    machine.setReachable(true)
    await expect(connect(machine)).rejects.toThrow(/ECONNREFUSED/)
    machine.reset()
    const again = await connectWhenBack(machine)
    expect((await again.run('echo back')).stdout).toBe('back\n')
  })

  test('slow-restart: away for many times as long', async () => {
    const times: number[] = []
    for (const trouble of ['noisy-output', 'slow-restart']) {
      const { machine, connection } = await troubled(trouble)
      await connection.run('sudo systemctl reboot')
      await connection.closed
      const startedAt = performance.now()
      await connectWhenBack(machine)
      times.push(performance.now() - startedAt)
    }
    expect(times[1]).toBeGreaterThan(400)
    expect(times[1]).toBeGreaterThan(times[0] ?? 0)
  })

  test('failed-unit-after-restart: a unit that failed, after the restart only', async () => {
    const { machine, connection } = await troubled('failed-unit-after-restart')
    expect((await connection.run('systemctl --failed --no-legend --plain')).stdout).toBe('')
    expect((await connection.run('systemctl is-system-running')).stdout).toBe('running\n')
    const again = await restart(machine, connection)
    expect((await again.run('systemctl --failed --no-legend --plain')).stdout).toBe(
      'my-service.service loaded failed failed A service of the person who practises\n',
    )
    expect(JSON.parse((await again.run('systemctl --failed --output=json')).stdout)).toMatchObject([
      { unit: 'my-service.service', active: 'failed' },
    ])
    expect(await again.run('systemctl is-system-running')).toMatchObject({ exitCode: 1, stdout: 'degraded\n' })
  })

  test('reboot-blocked: systemctl names who holds the block', async () => {
    const { connection } = await troubled('reboot-blocked')
    const ran = await connection.run('sudo systemctl reboot')
    expect(ran).toMatchObject({ exitCode: 1 })
    expect(ran.stderr).toContain('Operation inhibited by "Nightly backup"')
    expect((await connection.run('systemd-inhibit --list')).stdout).toContain('Nightly backup')
  })
})

describe('other programs', () => {
  test('transaction-running: another client’s rebase blocks, until it is cancelled', async () => {
    const { connection } = await troubled('transaction-running')
    expect((await readStatus(connection)).transaction?.[0]).toBe('Rebase')
    const ran = await connection.run(REBASE)
    expect(ran.stderr).toMatch(
      /^error: Transaction in progress: rebase --bypass-driver ostree-unverified-registry:quay\.io\/example\/other-os:stable \n/,
    )
    expect((await connection.run('sudo rpm-ostree cancel')).exitCode).toBe(0)
    expect((await connection.run(REBASE)).exitCode).toBe(0)
  })

  test('transaction-running: bootc waits for the lock', async () => {
    const { machine, connection } = await troubled('transaction-running', 'bootc')
    let isDone = false
    const waiting = connection.run(SWITCH).then(ran => {
      isDone = true
      return ran
    })
    await connection.run('sleep 60')
    expect(isDone).toBe(false)
    machine.setTrouble(undefined)
    expect((await waiting).exitCode).toBe(0)
  })

  test('zincati-active: refuses without --bypass-driver, and is shown', async () => {
    const { connection } = await troubled('zincati-active')
    expect((await readStatus(connection))['update-driver']).toEqual({
      'driver-name': 'Zincati',
      'driver-sd-unit': 'zincati.service',
    })
    expect((await connection.run('systemctl is-active zincati.service')).stdout).toBe('active\n')
    const shown = await connection.run(
      'systemctl show -p Id,ActiveState,ActiveEnterTimestamp zincati.service uupd.timer',
    )
    expect(shown.stdout).toMatch(
      /^Id=zincati\.service\nActiveState=active\nActiveEnterTimestamp=\w{3} [\d-]+ [\d:]+ UTC\n\nId=uupd\.timer\nActiveState=inactive\nActiveEnterTimestamp=\n$/,
    )
    const refused = await connection.run(REBASE.replace('--bypass-driver ', ''))
    expect(refused).toMatchObject({ exitCode: 1 })
    expect(refused.stderr).toMatch(/^error: Updates and deployments are driven by Zincati \(zincati\.service\)\n/)
    expect((await connection.run(REBASE)).exitCode).toBe(0)
  })

  test('layered-packages: rpm-ostree layers them again, bootc refuses', async () => {
    const { connection } = await troubled('layered-packages', 'bootc')
    const bootc = JSON.parse((await connection.run('sudo bootc status --json')).stdout)
    expect(bootc.status.booted.incompatible).toBe(true)
    expect((await connection.run(SWITCH)).stderr).toContain('Deployment contains local rpm-ostree modifications')
    const status = await readStatus(connection)
    expect(status.deployments[0]).toMatchObject({ packages: ['htop', 'strace'] })
    expect(status.deployments[0]?.checksum).not.toBe(status.deployments[0]?.['base-checksum'])
    const ran = await connection.run(REBASE)
    expect(ran.stdout).toContain('Resolving dependencies...done\n')
    expect(ran.exitCode).toBe(0)
  })

  test('daemon-down: rpm-ostreed does not start', async () => {
    const { connection } = await troubled('daemon-down')
    const ran = await connection.run('rpm-ostree status --json')
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' })
    expect(ran.stderr).toMatch(
      /^Job for rpm-ostreed\.service failed because the control process exited with error code\.\n/,
    )
    expect((await connection.run('systemctl is-failed rpm-ostreed')).stdout).toBe('failed\n')
  })
})

describe('sudo', () => {
  test('sudo-refused', async () => {
    const { connection } = await troubled('sudo-refused')
    expect(await connection.run('sudo -n true')).toMatchObject({
      exitCode: 1,
      stderr: 'core is not in the sudoers file.\n',
    })
  })

  test('sudo-password: asks, takes “practice”, and nothing else', async () => {
    const { connection } = await troubled('sudo-password')
    expect(await connection.run('sudo -n id -u')).toMatchObject({
      exitCode: 1,
      stderr: 'sudo: a password is required\n',
    })
    const right = await connection.run("sudo -S -k -p '' -- id -u", { stdin: 'practice\n' })
    expect(right).toMatchObject({ exitCode: 0, stdout: '0\n', stderr: '' })
    const second = await connection.run("sudo -S -p 'Password: ' id -u", { stdin: 'wrong\npractice\n' })
    expect(second).toMatchObject({ exitCode: 0, stdout: '0\n', stderr: 'Password: Sorry, try again.\nPassword: ' })
    const wrong = await connection.run("sudo -S -p '' id -u", { stdin: 'a\nb\nc\n' })
    expect(wrong.stderr).toBe('Sorry, try again.\nSorry, try again.\nsudo: 3 incorrect password attempts\n')
    expect(wrong.exitCode).toBe(1)
    const none = await connection.run("sudo -S -p '' id -u")
    expect(none).toMatchObject({
      exitCode: 1,
      stderr: '\nsudo: no password was provided\nsudo: a password is required\n',
    })
  })

  test('what follows the password is the command’s own input', async () => {
    const { connection } = await troubled('sudo-password')
    const ran = await connection.run("sudo -S -p '' tee /etc/mine", { stdin: 'practice\ncontent\n' })
    expect(ran.stdout).toBe('content\n')
  })

  test('closes descriptors above 2 and resets the environment but for the locale', async () => {
    const { connection } = await troubled('noisy-output')
    const ran = await connection.run(
      "X=1 LC_ALL=C.UTF-8 sudo sh -c 'echo \"[$X]$LC_ALL $USER\"'; exec 3>&1; sudo sh -c 'echo x >&3'",
    )
    expect(ran).toMatchObject({ stdout: '[]C.UTF-8 root\n', stderr: 'sh: line 1: 3: Bad file descriptor\n' })
  })
})

describe('noisy-output', () => {
  test('brings escape sequences, control characters, HTML, a line of 10 MB and bytes that are no UTF-8', async () => {
    const { connection } = await troubled('noisy-output')
    const { bytes, exitCode } = await connection.run(REBASE)
    expect(exitCode).toBe(0)
    for (const part of ['\x1b[31m', '\x1b]0;a title\x07', '<script>', '\x00', '\xff\xfe']) {
      expect(bytes.includes(Buffer.from(part, 'latin1'))).toBe(true)
    }
    expect(
      Math.max(
        ...bytes
          .toString('latin1')
          .split('\n')
          .map(line => line.length),
      ),
    ).toBe(10 * 1024 * 1024)
    expect(await isStaged(connection)).toBe(true)
  })

  test('also with bootc, where the progress stays clean', async () => {
    const { connection } = await troubled('noisy-output', 'bootc')
    const ran = await connection.run(SWITCH)
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr.length).toBeGreaterThan(10 * 1024 * 1024)
    for (const line of ran.stdout.trimEnd().split('\n')) JSON.parse(line)
  })
})

test('every trouble has its claim in this file', () => {
  const source = readFileSync(new URL(import.meta.url), 'utf8')
  expect(practiceTroubles.map(({ id }) => id).filter(id => !source.includes(`'${id}`))).toEqual([])
})

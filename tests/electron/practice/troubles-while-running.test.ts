/** Troubles with connections, restarts, other programs, sudo and output. */

import { afterEach, describe, expect, test } from 'vitest'
import { connect, connectWhenBack, readStatus } from './connect.ts'
import { closeMachines, isStaged, REBASE, restart, STABLE, SWITCH, troubled } from './troubled-machine.ts'

afterEach(closeMachines)

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

  test('reboot-blocked: systemctl refuses, and systemd-inhibit names who holds the block', async () => {
    const { connection } = await troubled('reboot-blocked')
    const ran = await connection.run('sudo systemctl reboot')
    expect(ran).toMatchObject({ exitCode: 1 })
    expect(ran.stderr).toBe('Call to Reboot failed: Operation denied due to active block inhibitor\n')
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
      stderr: 'sudo: a password is required\n',
    })
    expect(await connection.run('sudo -n -v')).toMatchObject({
      exitCode: 1,
      stderr: 'Sorry, user core may not run sudo on practice.\n',
    })
    expect(await connection.run("sudo -S -p '' id -u", { stdin: 'practice\n' })).toMatchObject({
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

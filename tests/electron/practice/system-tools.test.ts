import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, startFast } from './connect.ts'

let machine: PracticeMachine
let connection: Connected

beforeEach(async () => {
  machine = await startFast()
  connection = await connect(machine)
})

afterEach(async () => {
  connection.end()
  await machine.close()
})

/** Column names, and on which side each column’s cells end. */
function columnsOf(table: string): readonly string[] {
  const [header = ''] = table.split('\n')
  return header.replace('Mounted on', 'Mounted_on').trim().split(/ +/)
}

describe('df', () => {
  test.each([
    ['-P', '-B1'],
    ['-P', '-k'],
    ['-k'],
    ['-B1'],
    ['-P', '-T'],
    ['-B1', '--output=source,size,avail,target'],
    ['--output=target,fstype,used,pcent,file'],
  ])('has the columns of the real one: %s %s', async (...options) => {
    const real = execFileSync('df', [...options, '/'], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } })
    const ours = await connection.run(`df ${options.join(' ')} /sysroot /boot`)
    expect(columnsOf(ours.stdout)).toEqual(columnsOf(real))
    const lines = ours.stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(new Set(lines.map(line => line.split(/ +/).length - (line.includes('Mounted on') ? 1 : 0))).size).toBe(1)
  })

  test('/var/tmp and /sysroot are one file system, /boot is another, and a path that is not there is said', async () => {
    const { stdout } = await connection.run('df --output=source -B1 /var/tmp /sysroot /boot')
    const [, varTmp, sysroot, boot] = stdout.split('\n').map(line => line.trim())
    expect(varTmp).toBe(sysroot)
    expect(boot).not.toBe(sysroot)
    expect(await connection.run('df /nope')).toMatchObject({
      exitCode: 1,
      stderr: 'df: /nope: No such file or directory\n',
    })
  })

  test('an export takes room, and gives it back', async () => {
    const free = async () => Number((await connection.run('df --output=avail -B1 /var/tmp')).stdout.split('\n')[1])
    const before = await free()
    await connection.run('podman image save -q --format oci-dir --uncompressed -o /var/tmp/x localhost/my-os:dev')
    expect(before - (await free())).toBeGreaterThan(1_700_000_000)
    await connection.run('rm -rf /var/tmp/x')
    expect(await free()).toBe(before)
  })
})

describe('systemd', () => {
  test('a unit of its own has its output, its exit code and its journal', async () => {
    const piped = await connection.run(
      "sudo systemd-run --wait --pipe --collect -q --unit=one sh -c 'echo out; echo err >&2; exit 3'",
    )
    expect(piped).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' })
    const detached = await connection.run("sudo systemd-run --unit=two sh -c 'id -un; exit 4'")
    expect(detached.stderr).toMatch(/^Running as unit: two\.service; invocation ID: [0-9a-f]{32}\n$/)
    while ((await connection.run('systemctl is-active two')).stdout === 'active\n');
    expect((await connection.run('systemctl show -p ActiveState,Result,ExecMainStatus two')).stdout).toBe(
      'ExecMainStatus=4\nResult=exit-code\nActiveState=failed\n',
    )
    expect((await connection.run('journalctl -u two -o cat')).stdout).toContain('\nroot\n')
    expect((await connection.run('systemd-run true')).exitCode).toBe(1)
  })

  test('a unit can be stopped, and the journal followed', async () => {
    await connection.run("sudo systemd-run --unit=long sh -c 'echo started; sleep 100000'")
    const seen = Promise.withResolvers<string>()
    const other = await connect(machine)
    const following = other.run('journalctl -f -u long -o cat', {
      onChannel: channel => {
        let text = ''
        channel.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (text.includes('long.service: ')) seen.resolve(text)
        })
      },
    })
    await connection.run('sleep 1; sudo systemctl stop long')
    expect(await seen.promise).toContain('\nlong.service: Deactivated successfully.\n')
    other.end()
    expect((await following).exitCode).toBeUndefined()
    expect((await connection.run('systemctl is-active long')).stdout).not.toBe('active\n')
  })

  test('a oneshot unit keeps its success until it is stopped, and its failure until it is reset', async () => {
    const start = 'sudo systemd-run -q --service-type=oneshot --property=RemainAfterExit=yes'
    const shown = async (name: string) =>
      (await connection.run(`systemctl show -p LoadState,ActiveState,Result,ExecMainStatus ${name}`)).stdout
    const isRunning = async (name: string) => (await shown(name)).includes('ActiveState=activating')
    await connection.run(`${start} --unit=good --property=ExecStartPost='-/usr/bin/rm -rf -- /var/tmp/x' -- sleep 1`)
    await connection.run(`${start} --unit=bad --property=ExecStopPost='/usr/bin/touch /var/tmp/stopped' -- false`)
    while ((await isRunning('good')) || (await isRunning('bad')));
    expect(await shown('good')).toBe('ExecMainStatus=0\nResult=success\nLoadState=loaded\nActiveState=active\n')
    expect(await shown('bad')).toBe('ExecMainStatus=1\nResult=exit-code\nLoadState=loaded\nActiveState=failed\n')
    expect((await connection.run('test -e /var/tmp/stopped')).exitCode).toBe(0)
    expect((await connection.run('sudo systemctl stop good bad && sudo systemctl reset-failed bad')).exitCode).toBe(0)
    expect(await shown('good')).toContain('LoadState=not-found')
    expect(await shown('bad')).toContain('LoadState=not-found')
  })

  test('the journal goes on after a cursor, line by line, each stream with its priority', async () => {
    const script = 'echo one; echo two >&2; printf three'
    const cat = 'systemd-cat --priority=info --stderr-priority=notice --level-prefix=no'
    await connection.run(`sudo systemd-run -q --wait --unit=said -- ${cat} sh -c '${script}'`)
    const read = async (options: string) =>
      (await connection.run(`sudo journalctl -u said -o json --all ${options}`)).stdout
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as Record<string, string>)
    const all = await read('')
    const said = all.filter(entry => entry._TRANSPORT === 'stdout')
    expect(said.map(entry => [entry.PRIORITY, entry.MESSAGE, entry._LINE_BREAK])).toEqual([
      ['6', 'one', undefined],
      ['5', 'two', undefined],
      ['6', 'three', 'eof'],
    ])
    const first = said[0]?.__CURSOR
    expect((await read(`--after-cursor='${first}'`)).map(entry => entry.__CURSOR)).toEqual(
      all.map(entry => entry.__CURSOR).slice(all.findIndex(entry => entry.__CURSOR === first) + 1),
    )
    expect((await read(`--cursor='${first}' --output-fields=MESSAGE`))[0]).toMatchObject({ MESSAGE: 'one' })
    await connection.run('sleep 300')
    await connection.run('sudo journalctl --rotate --vacuum-time=1s')
    expect(await read(`--cursor='${first}'`)).toEqual([])
  })

  test('a timer starts its unit when its time has come, unless it is stopped', async () => {
    await connection.run('sudo systemd-run -q --on-active=200s --unit=later -- touch /var/tmp/late')
    await connection.run('sudo systemd-run -q --on-active=200s --unit=never -- touch /var/tmp/never')
    expect((await connection.run("systemctl list-units --all --plain --no-legend 'later*'")).stdout).toMatch(
      /^later\.timer\s+loaded active waiting/,
    )
    await connection.run('sudo systemctl stop never.timer')
    while ((await connection.run('test -e /var/tmp/late')).exitCode !== 0);
    expect((await connection.run('test -e /var/tmp/never')).exitCode).toBe(1)
    expect((await connection.run("systemctl list-units --all --plain --no-legend 'never*'")).stdout).toBe('')
  })

  test('the journal of a unit that said nothing is empty, as journalctl tells it', async () => {
    expect(await connection.run('journalctl -u nope')).toMatchObject({ exitCode: 0, stdout: '-- No entries --\n' })
    expect(await connection.run('journalctl -u nope -o json')).toMatchObject({ exitCode: 0, stdout: '' })
    expect((await connection.run('journalctl -b -7')).exitCode).toBe(1)
  })

  test('states of units, and of those that are not there', async () => {
    expect(await connection.run('systemctl is-active sshd nope')).toMatchObject({
      exitCode: 0,
      stdout: 'active\ninactive\n',
    })
    expect((await connection.run('systemctl is-active zincati')).exitCode).toBe(3)
    expect((await connection.run('systemctl is-active nope')).exitCode).toBe(4)
  })

  test('sessions are the connections there are', async () => {
    const second = await connect(machine, 'root')
    const listed = JSON.parse((await connection.run('loginctl list-sessions -o json')).stdout)
    expect(listed).toMatchObject([
      { user: 'core', uid: 1000 },
      { user: 'root', uid: 0 },
    ])
    expect((await connection.run('loginctl list-sessions --no-legend')).stdout.trimEnd().split('\n')).toHaveLength(2)
    second.end()
  })
})

test('a program that is not there is said by whoever was to run it', async () => {
  expect((await connection.run('timeout 5 nope')).exitCode).toBe(127)
  expect((await connection.run('env nope')).exitCode).toBe(127)
  expect(await connection.run('sudo nope')).toMatchObject({ exitCode: 1, stderr: 'sudo: nope: command not found\n' })
})

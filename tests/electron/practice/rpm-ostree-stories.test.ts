import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, connectWhenBack, readStatus, referencePath, startFast } from './connect.ts'
import { referenceShapes, shapesOf } from './reference-shapes.ts'

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

const STABLE = 'ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable'
const rebase = (reference: string, options = '') =>
  connection.run(`sudo env LC_ALL=C.UTF-8 rpm-ostree rebase --bypass-driver ${options} ${reference}`)

describe('a whole story', () => {
  test('rebase, restart, booted; rollback, restart, booted', async () => {
    await rebase(STABLE)
    const staged = await readStatus(connection)
    expect(staged.deployments.map(({ staged, booted }) => ({ staged, booted }))).toEqual([
      { staged: true, booted: false },
      { staged: false, booted: true },
      { staged: false, booted: false },
    ])
    await connection.run('sudo systemctl reboot')
    await connection.closed
    connection = await connectWhenBack(machine)
    const after = await readStatus(connection)
    expect(after.deployments).toHaveLength(2)
    expect(after.deployments[0]).toMatchObject({
      booted: true,
      version: '43.20251024.3.0',
      'container-image-reference': STABLE,
    })
    expect(after.deployments[1]).toMatchObject({ booted: false, version: '43.20251010.2.0' })
    expect((await connection.run('cat /etc/os-release')).stdout).toContain('43.20251024.3.0')

    const back = await connection.run('sudo rpm-ostree rollback')
    const shapes = referenceShapes('rpm-ostree/rollback.derived-2026.txt')
    expect(shapesOf(back.stdout).slice(0, 2)).toEqual(shapes.slice(0, 2))
    await connection.run('sudo systemctl reboot')
    await connection.closed
    connection = await connectWhenBack(machine)
    expect((await readStatus(connection)).deployments[0]).toMatchObject({ booted: true, version: '43.20251010.2.0' })
  })

  test('rollback is refused while something is staged, and cleanup -p drops only that', async () => {
    await rebase(STABLE)
    expect((await connection.run('sudo rpm-ostree rollback')).stderr).toBe(
      'error: Staged deployment (remove with cleanup -p)\n',
    )
    expect((await connection.run('sudo env LC_ALL=C.UTF-8 rpm-ostree cleanup -p')).stdout).toBe(
      readFileSync(referencePath('rpm-ostree/cleanup-pending.txt'), 'utf8'),
    )
    expect((await readStatus(connection)).deployments).toHaveLength(2)
    expect((await connection.run('sudo rpm-ostree cleanup -p')).stdout).toBe('Deployments unchanged.\n')
    expect((await connection.run('sudo rpm-ostree cleanup')).stderr).toBe(
      'error: At least one cleanup option must be specified\n',
    )
  })

  test('upgrade follows the same reference, and then there is nothing newer', async () => {
    const ran = await connection.run('sudo env LC_ALL=C.UTF-8 rpm-ostree upgrade')
    const known = referenceShapes(
      'rpm-ostree/upgrade-nontty.container.derived-2026.2.txt',
      'rpm-ostree/rebase-nontty.registry.utf8.derived-2026.2.txt',
      'rpm-ostree/rebase-nontty.registry-digest.rhel96-2025-05.txt',
    )
    expect(
      shapesOf(ran.stdout).filter(shape => !known.includes(shape) && !/^(?:Upgraded|Removed|Added):|^ {2}/.test(shape)),
    ).toEqual([])
    expect(ran.stdout).toMatch(/\nRun "systemctl reboot" to start a reboot\n$/)
    expect(await connection.run('sudo rpm-ostree upgrade')).toMatchObject({
      exitCode: 0,
      stdout:
        'Pulling manifest: ostree-image-signed:docker://quay.io/fedora/fedora-coreos:testing\nNo upgrade available.\n',
    })
    expect((await connection.run('sudo rpm-ostree upgrade --unchanged-exit-77')).exitCode).toBe(77)
    expect(await connection.run('sudo rpm-ostree upgrade --check')).toMatchObject({
      exitCode: 77,
      stdout: 'No updates available.\n',
    })
  })

  test('cancel stops a rebase and leaves nothing staged', async () => {
    const slow = await startFast({ speed: 10 })
    const [first, second] = [await connect(slow), await connect(slow)]
    const running = first.run(`sudo rpm-ostree rebase ${STABLE}`)
    while (!(await readStatus(second)).transaction);
    expect((await second.run('sudo rpm-ostree cancel')).stdout).toBe(
      readFileSync(referencePath('rpm-ostree/cancel.txt'), 'utf8').replace(/: rebase .*/, `: rebase ${STABLE} `),
    )
    expect(await running).toMatchObject({ exitCode: 1, stderr: 'error: Operation was cancelled\n' })
    expect((await readStatus(second)).deployments.some(each => each.staged)).toBe(false)
    expect((await second.run('sudo rpm-ostree cancel')).stdout).toBe('No active transaction.\n')
    first.end()
    second.end()
    await slow.close()
  })

  test('SIGINT cancels, SIGTERM only ends the client', async () => {
    const slow = await startFast({ speed: 10 })
    const first = await connect(slow)
    const sendWhenItRuns = (signal: string) => ({
      isStdinOpen: true,
      onChannel: (channel: Parameters<NonNullable<NonNullable<Parameters<Connected['run']>[1]>['onChannel']>>[0]) =>
        void channel.once('data', () => channel.signal(signal)),
    })
    const interrupted = await first.run(`sudo rpm-ostree rebase ${STABLE}`, sendWhenItRuns('INT'))
    expect(interrupted).toMatchObject({
      exitCode: 1,
      stderr: 'Caught SIGINT, cancelling transaction\nerror: Operation was cancelled\n',
    })
    expect((await readStatus(first)).transaction).toBeNull()
    const ended = await first.run(`sudo rpm-ostree rebase ${STABLE}`, sendWhenItRuns('TERM'))
    expect(ended.exitCode).toBeUndefined()
    expect((await readStatus(first)).transaction).not.toBeNull()
    first.end()
    await slow.close()
  })

  test('ostree admin tells, undeploys and pins', async () => {
    await rebase(STABLE)
    const shown = (await connection.run('ostree admin status')).stdout
    expect(shown).toMatch(/^ {2}fedora-coreos [0-9a-f]{64}\.0 \(staged\)\n/)
    expect(shown).toMatch(/\n\* fedora-coreos [0-9a-f]{64}\.0\n/)
    expect((await connection.run('sudo ostree admin undeploy 1')).stderr).toBe(
      'error: Cannot undeploy currently booted deployment 1\n',
    )
    expect((await connection.run('sudo ostree admin undeploy 0')).stdout).toMatch(
      /^Deleted deployment [0-9a-f]{64}\.0\n$/,
    )
    expect((await connection.run('sudo ostree admin pin 1')).stdout).toBe('Deployment 1 is now pinned\n')
    expect((await readStatus(connection)).deployments[1]).toMatchObject({ pinned: true })
    await rebase(STABLE)
    await connection.run('sudo systemctl reboot')
    await connection.closed
    connection = await connectWhenBack(machine)
    expect((await readStatus(connection)).deployments.map(each => each.pinned)).toEqual([false, false, true])
  })
})

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, connectWhenBack, referencePath, startFast } from './connect.ts'
import { keyPaths, referenceShapes, shapesOf } from './reference-shapes.ts'

let machine: PracticeMachine
let connection: Connected

beforeEach(async () => {
  machine = await startFast({ name: 'practice-bootc', backend: 'bootc' })
  connection = await connect(machine)
})

afterEach(async () => {
  connection.end()
  await machine.close()
})

const TARGET = 'quay.io/podman/machine-os:6.1'

interface BootcStatus {
  readonly spec: { readonly bootOrder: string; readonly image: { readonly image: string } }
  readonly status: Readonly<
    Record<
      'booted' | 'staged' | 'rollback',
      { readonly image: { readonly imageDigest: string; readonly version: string; readonly image: object } } | null
    >
  > & {
    readonly rollbackQueued: boolean
  }
}

const readBootc = async (): Promise<BootcStatus> =>
  JSON.parse((await connection.run('sudo bootc status --format=json')).stdout) as BootcStatus

async function restart(): Promise<void> {
  await connection.run('sudo systemctl reboot')
  await connection.closed
  connection = await connectWhenBack(machine)
}

describe('switch', () => {
  test('prints what bootc 1.16 prints off a terminal', async () => {
    const ran = await connection.run(`sudo bootc switch ${TARGET}`)
    expect(ran.exitCode).toBe(0)
    expect(shapesOf(ran.stdout)).toEqual(referenceShapes('bootc/switch-nontty.derived-1.16.stdout.txt'))
    expect(ran.stderr).toBe(readFileSync(referencePath('bootc/upgrade-nontty.derived-1.16.stderr.txt'), 'utf8'))
  })

  test('writes progress to the descriptor made behind sudo, its own text to standard error', async () => {
    const ran = await connection.run(`sudo sh -c 'exec 3>&1 1>&2; exec "$@"' sh bootc switch --progress-fd 3 ${TARGET}`)
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toContain(`Queued for next boot: ${TARGET}\n`)
    const lines = ran.stdout.trimEnd().split('\n')
    expect(lines[0]).toBe('{"type":"Start","version":"0.1.0"}')
    const events = lines.map(line => JSON.parse(line) as Record<string, never>)
    const reference = readFileSync(referencePath('bootc/progress-switch.jsonl'), 'utf8').trimEnd().split('\n')
    const known = new Set(reference.flatMap(line => keyPaths(JSON.parse(line))))
    expect(events.flatMap(event => keyPaths(event)).filter(path => !known.has(path))).toEqual([])
    for (const line of lines) expect(JSON.stringify(JSON.parse(line))).toBe(line)
    const tasks = events.map(event => event.task).filter((task, at, all) => task !== undefined && task !== all[at - 1])
    expect(tasks).toEqual(['pulling', 'importing', 'staging'])
    const pulling = events.filter(event => event.task === 'pulling')
    expect(pulling.at(-1)).toMatchObject({ bytes: pulling[0]?.bytesTotal, steps: pulling[0]?.stepsTotal })
    const staging = lines
      .filter(line => line.includes('"staging"'))
      .map(line => line.replaceAll(/sha256:[0-9a-f]{64}/g, 'D'))
    const expected = reference
      .filter(line => line.includes('"staging"'))
      .map(line => line.replaceAll(/sha256:[0-9a-f]{64}/g, 'D'))
    expect(staging).toEqual(expected)
  })

  test('a descriptor that is not there, or is below 3, is refused', async () => {
    expect((await connection.run(`sudo bootc switch --progress-fd 3 ${TARGET}`)).exitCode).toBe(2)
    const low = await connection.run(`sudo bootc switch --progress-fd 2 ${TARGET}`)
    expect(low.exitCode).toBe(2)
    expect(low.stderr).toContain('Cannot use fd 2 for progress JSON')
  })

  test('to what it already follows does nothing', async () => {
    const ran = await connection.run('sudo bootc switch quay.io/centos-bootc/centos-bootc:stream9')
    expect(ran).toMatchObject({
      exitCode: 0,
      stdout: readFileSync(referencePath('bootc/switch-unchanged.txt'), 'utf8'),
    })
    expect((await readBootc()).status.staged).toBeNull()
  })

  test('takes images from root’s and core’s storages and from an OCI layout', async () => {
    const store = '[overlay@/var/home/core/.local/share/containers/storage+/run/user/1000/containers]'
    const direct = await connection.run(`sudo bootc switch --transport containers-storage ${store}localhost/my-os:dev`)
    expect(direct.stdout).toContain(
      `Queued for next boot: ostree-unverified-image:containers-storage:${store}localhost/my-os:dev\n`,
    )
    await connection.run('podman image save --format oci-dir -o /var/tmp/x localhost/my-os:dev')
    expect((await connection.run('sudo bootc switch --transport oci /var/tmp/x')).exitCode).toBe(0)
    expect((await readBootc()).spec.image).toEqual({ image: '/var/tmp/x', transport: 'oci' })
    expect(
      (await connection.run('sudo bootc switch --transport containers-storage localhost/root-os:1')).exitCode,
    ).toBe(0)
    const own = await connection.run('sudo bootc switch --transport containers-storage localhost/my-os:dev')
    expect(own.stderr).toContain('does not resolve to an image ID')
  })
})

describe('status', () => {
  test('has the keys and types of the reference, on one line without an end', async () => {
    await connection.run(`sudo bootc switch ${TARGET}`)
    const { stdout } = await connection.run('sudo bootc status --json')
    const expected = JSON.parse(readFileSync(referencePath('bootc/status-staged-booted-rollback.json'), 'utf8'))
    expect([...keyPaths(JSON.parse(stdout))].sort()).toEqual([...keyPaths(expected)].sort())
    expect(stdout).not.toContain('\n')
  })

  test('needs root', async () => {
    const ran = await connection.run('bootc status --json')
    expect(ran).toMatchObject({ exitCode: 1 })
    expect(ran.stderr).toContain('This command must be executed as the root user')
  })

  test('agrees with rpm-ostree, which is there too', async () => {
    const bootc = await readBootc()
    const other = JSON.parse((await connection.run('rpm-ostree status --json')).stdout)
    expect(other.deployments[0]).toMatchObject({
      booted: true,
      'container-image-reference': 'ostree-unverified-registry:quay.io/centos-bootc/centos-bootc:stream9',
      'container-image-reference-digest': bootc.status.booted?.image.imageDigest,
    })
  })

  test('a machine run by rpm-ostree has no bootc', async () => {
    const other = await startFast()
    const to = await connect(other)
    expect((await to.run('sudo bootc status --json')).stderr).toBe('sudo: bootc: command not found\n')
    expect((await to.run('bootc status')).exitCode).toBe(127)
    to.end()
    await other.close()
  })
})

describe('a whole story', () => {
  test('switch, restart, booted; rollback twice is back to where it was; rollback, restart, booted', async () => {
    const before = await readBootc()
    await connection.run(`sudo bootc switch ${TARGET}`)
    expect((await readBootc()).status.staged?.image.version).toBe('43.20251110.2.0')
    await restart()
    const after = await readBootc()
    expect(after.status.booted?.image.image).toEqual({ image: TARGET, transport: 'registry' })
    expect(after.status.rollback?.image.imageDigest).toBe(before.status.booted?.image.imageDigest)

    expect((await connection.run('sudo bootc rollback')).stdout).toBe('Next boot: rollback deployment\n')
    const queued = await readBootc()
    expect(queued.spec.bootOrder).toBe('rollback')
    expect(queued.status).toMatchObject({ rollbackQueued: true, rollback: before.status.booted })
    expect((await connection.run('sudo bootc rollback')).stdout).toBe(
      readFileSync(referencePath('bootc/rollback-again.derived.txt'), 'utf8'),
    )
    expect((await readBootc()).status.rollbackQueued).toBe(false)
    await connection.run('sudo bootc rollback')
    await restart()
    expect((await readBootc()).status.booted?.image).toEqual(before.status.booted?.image)
  })

  test('upgrade --check tells and remembers, upgrade brings it, and then there is none', async () => {
    const check = await connection.run('sudo bootc upgrade --check')
    expect(check.exitCode).toBe(0)
    // The reference was copied from a web page, which lost its no-break spaces.
    const copied = readFileSync(referencePath('bootc/upgrade-check-available.txt'), 'utf8').replaceAll(
      ' MB',
      '\u00a0MB',
    )
    expect(shapesOf(check.stdout)).toEqual(shapesOf(copied))
    const ran = await connection.run('sudo bootc upgrade')
    expect(shapesOf(ran.stdout)).toEqual(referenceShapes('bootc/upgrade-nontty.derived-1.16.stdout.txt'))
    await restart()
    expect((await connection.run('sudo bootc upgrade --check')).stdout).toBe(
      'No changes in: docker://quay.io/centos-bootc/centos-bootc:stream9\n',
    )
    expect(shapesOf((await connection.run('sudo bootc upgrade')).stdout)).toEqual(
      referenceShapes('bootc/upgrade-none.txt'),
    )
  })

  test('clap’s words for what it does not know', async () => {
    const ran = await connection.run('sudo bootc switch --frob x')
    expect(ran).toMatchObject({ exitCode: 2 })
    expect(ran.stderr).toContain("error: unexpected argument '--frob' found")
  })
})

import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { type Connected, connect, readStatus, referencePath, startFast } from './connect.ts'
import { keyPaths, referenceShapes, shapesOf } from './reference-shapes.ts'

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

describe('a rebase to a registry image', () => {
  test('prints line by line what v2026.2 prints off a terminal', async () => {
    const known = referenceShapes(
      'rpm-ostree/rebase-nontty.registry.utf8.derived-2026.2.txt',
      'rpm-ostree/rebase-nontty.registry-digest.rhel96-2025-05.txt',
    )
    const ran = await rebase(STABLE)
    expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
    const shapes = shapesOf(ran.stdout)
    expect(shapes.filter(shape => !known.includes(shape))).toEqual([])
    expect(shapes[0]).toBe(known[0])
    expect(shapes.slice(-2)).toEqual(['Changes queued for next boot. Run "systemctl reboot" to start a reboot', ''])
    expect(shapes).toContain('Staging deployment...done')
  })

  test('counts and sizes agree with the layers fetched', async () => {
    const { stdout } = await rebase(STABLE)
    const present = [...stdout.matchAll(/already present: (\d+)/g)].map(match => Number(match[1]))
    const fetched = [...stdout.matchAll(/^\[(\d+)\/(\d+)\] Fetching/gm)]
    const needed = [...stdout.matchAll(/layers needed: (\d+)/g)].map(match => Number(match[1]))
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
    expect(sum(present) + sum(needed)).toBe(66)
    expect(sum(needed)).toBeGreaterThan(10)
    expect(sum(present)).toBeGreaterThan(10)
    expect(fetched.map(match => Number(match[1]))).toEqual(Array.from({ length: sum(needed) }, (_, at) => at + 1))
  })

  test('in a C locale messages lose their no-break spaces, tasks do not', async () => {
    const ran = await connection.run(`sudo rpm-ostree rebase ${STABLE}`)
    expect(ran.stdout).toMatch(/needed: \d+ \([\d.]+\?MB\)/)
    expect(ran.stdout).toMatch(/Fetching ostree chunk [0-9a-f]{19} \([\d.]+\u00a0MB\)\.\.\.done/)
  })

  test('once the image is stored, the same rebase only stages', async () => {
    await rebase(STABLE)
    await connection.run('sudo rpm-ostree cleanup -p')
    const again = await rebase(STABLE)
    const expected = referenceShapes('rpm-ostree/rebase-nontty.already-downloaded.derived-2026.2.txt')
    expect(
      shapesOf(again.stdout).filter(
        shape => !/^(?:Upgraded|Removed|Added|Downgraded): N?|^ {2}|^(?:Upgraded|Removed|Added):$/.test(shape),
      ),
    ).toEqual(expected)
  })

  test('is refused without root, for the same reference, and for what is no reference', async () => {
    const cases = [
      [`rpm-ostree rebase ${STABLE}`, 'error: rpmostreed OS operation Rebase not allowed for user\n'],
      [
        'sudo rpm-ostree rebase ostree-image-signed:docker://quay.io/fedora/fedora-coreos:testing',
        'error: Old and new refs are equal: ostree-image-signed:docker://quay.io/fedora/fedora-coreos:testing\n',
      ],
      ['sudo rpm-ostree rebase ostree-unverified-image:bogus:x', "error: Unknown transport 'bogus'\n"],
      ['sudo rpm-ostree rebase ostree-unverified-image:docker:x', 'error: Missing // in docker:// in docker:x\n'],
      ['sudo rpm-ostree rebase ostree-bogus:x', 'error: Invalid ostree image reference scheme: ostree-bogus\n'],
      [
        'sudo rpm-ostree rebase ostree-image-signed:docker://quay.io/podman/machine-os:6.1',
        'error: containers-policy.json specifies a default of `insecureAcceptAnything`; refusing usage\n',
      ],
    ] as const
    for (const [command, stderr] of cases) expect(await connection.run(command)).toMatchObject({ exitCode: 1, stderr })
  })

  test.each([
    ['docker.io/library/alpine:latest', 'Target image does not have ostree.bootable label'],
    ['quay.io/fedora/fedora-coreos:nope', 'reading manifest nope in quay.io/fedora/fedora-coreos: manifest unknown'],
    [
      'ghcr.io/acme/private:1',
      'reading manifest 1 in ghcr.io/acme/private: unauthorized: access to the requested resource is not authorized',
    ],
    [
      'registry.invalid/x/y:1',
      'pinging container registry registry.invalid: Get "https://registry.invalid/v2/": dial tcp: lookup registry.invalid on 192.168.127.1:53: no such host',
    ],
  ])('%s fails and leaves nothing staged', async (name, reason) => {
    const ran = await rebase(`ostree-unverified-registry:${name}`)
    expect(ran.exitCode).toBe(1)
    expect(ran.stdout).toBe(`Pulling manifest: ostree-unverified-registry:${name}\n`)
    expect(ran.stderr).toMatch(/^error: /)
    expect(ran.stderr).toContain(reason)
    expect((await readStatus(connection)).deployments.some(each => each.staged)).toBe(false)
  })
})

describe('status', () => {
  test('has the keys, types and layout of the real one', async () => {
    const expected = JSON.parse(readFileSync(referencePath('rpm-ostree/status-container-booted.fcos43.json'), 'utf8'))
    const { stdout } = await connection.run('rpm-ostree status --json')
    machine.setTrouble('zincati-active')
    const driven = await connection.run('rpm-ostree status --json')
    expect([...keyPaths(JSON.parse(driven.stdout))].sort()).toEqual([...keyPaths(expected)].sort())
    expect(stdout).toMatch(
      /^\{\n {2}"deployments" : \[\n {4}\{\n {6}"unlocked" : "none",\n {6}"requested-local-packages" : \[\n {6}\],\n/,
    )
    expect(stdout).toMatch(/\n\}$/)
  })

  test('shows a running rebase as a transaction', async () => {
    const slow = await startFast({ speed: 10 })
    const [first, second] = [await connect(slow), await connect(slow)]
    const running = first.run(`sudo rpm-ostree rebase ${STABLE}`)
    let transaction = (await readStatus(second)).transaction
    while (!transaction) transaction = (await readStatus(second)).transaction
    expect(transaction).toEqual(['Rebase', ':1.234', '/org/projectatomic/rpmostree1/fedora_coreos'])
    expect((await second.run('rpm-ostree status')).stdout).toContain(`State: busy\nTransaction: rebase ${STABLE} \n`)
    const other = await second.run('sudo rpm-ostree rollback')
    expect(other.stderr).toBe(
      `error: Transaction in progress: rebase ${STABLE} \n You can cancel the current transaction with \`rpm-ostree cancel\`\n`,
    )
    const joined = await second.run(`sudo rpm-ostree rebase ${STABLE}`)
    expect(joined.stdout).toMatch(
      /^Attaching to existing transaction: rebase .* \n(?!Pulling)[\s\S]*Staging deployment\.\.\.done\n/,
    )
    expect((await running).exitCode).toBe(0)
    first.end()
    second.end()
    await slow.close()
  })
})

import { describe, expect, test } from 'vitest'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import {
  listPodmanMachines,
  podmanReason,
  startPodmanMachine,
  stopPodmanMachine,
} from '../../../electron/machines/podman-machines.ts'
import { readReference } from '../../support/reference.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { createPodmanReplay, LIST, LIST_ALL, recorded, UNKNOWN_FLAG } from './podman-replay.ts'

const BOTH = 'machine inspect -- podman-machine-default test-rootful'

const inspectedTogether = (version: string): string => {
  const files = [
    `machine-inspect.linux-qemu.running.${version}.json`,
    `machine-inspect.linux-qemu.rootful.${version}.json`,
  ]
  return JSON.stringify(files.flatMap(file => JSON.parse(readReference(`podman/${file}`))))
}

describe.each(['4.3.1', '5.4.2', '5.8.6'])('podman %s', version => {
  function replay() {
    const podman = createPodmanReplay(tempDir())
    const list = readReference(`podman/machine-list.linux-qemu.running.${version}.json`)
    // --all-providers came with 5.3.
    podman.answer(LIST_ALL, version === '4.3.1' ? UNKNOWN_FLAG : { stdout: list })
    podman.answer(LIST, { stdout: list })
    podman.answer(BOTH, { stdout: inspectedTogether(version) })
    return podman
  }

  test('lists the machines with how to log in', async () => {
    const { machines, note } = await listPodmanMachines(replay().runner)
    expect(note).toBeUndefined()
    expect(machines.map(each => [each.name, each.state, each.ssh?.port, each.ssh?.user])).toEqual([
      ['podman-machine-default', 'running', 39511, 'core'],
      // 4.3.1 does not say that it is rootful.
      ['test-rootful', 'stopped', 41237, version === '4.3.1' ? 'core' : 'root'],
    ])
  })

  test('inspects all of them at once, names behind --', async () => {
    const podman = replay()
    await listPodmanMachines(podman.runner)
    const lists = version === '4.3.1' ? [LIST_ALL, LIST] : [LIST_ALL]
    expect(podman.calls()).toEqual([...lists, BOTH])
  })

  test('no machines: nothing is inspected', async () => {
    const podman = createPodmanReplay(tempDir())
    podman.answer(LIST_ALL, { stdout: readReference(`podman/machine-list-empty.${version}.json`) })
    expect(await listPodmanMachines(podman.runner)).toEqual({ machines: [] })
    expect(podman.calls()).toEqual([LIST_ALL])
  })

  test('a machine that goes away between the two commands does not hide the others', async () => {
    const podman = replay()
    podman.answer(BOTH, recorded(version, 'm-inspect-one-missing'))
    const { machines, note } = await listPodmanMachines(podman.runner)
    expect(note).toBeUndefined()
    expect(machines.map(each => each.name)).toEqual(['podman-machine-default', 'test-rootful'])
  })

  test('run as root it refuses, and that is what is said', async () => {
    const podman = createPodmanReplay(tempDir())
    podman.answer(LIST_ALL, recorded(version, 'machine-list-root'))
    const { machines, note } = await listPodmanMachines(podman.runner)
    expect(machines).toEqual([])
    expect(note?.report).toMatchObject({ code: 'podman/as-root', raw: expect.stringContaining('as root') })
  })

  test('a start that fails says why', async () => {
    const podman = createPodmanReplay(tempDir())
    podman.answer('machine start -- m', recorded(version, 'm-start-already'))
    await expect(startPodmanMachine(podman.runner, 'm')).rejects.toMatchObject({
      code: 'podman/failed',
      facts: { reason: expect.stringMatching(/already running/) },
    })
  })

  test('stopping a stopped machine is fine, and its lines are heard', async () => {
    const podman = createPodmanReplay(tempDir())
    podman.answer('machine stop -- m', recorded(version, 'm-stop-stopped'))
    const heard: string[] = []
    await stopPodmanMachine(podman.runner, 'm', { onLines: (_stream, lines) => heard.push(...lines) })
    expect(heard).toEqual(['Machine "podman-machine-default" stopped successfully'])
  })
})

test('without podman there are no machines, and a note says so', async () => {
  const runner = createLocalRunner({ env: { PATH: tempDir() } })
  const { machines, note } = await listPodmanMachines(runner)
  expect(machines).toEqual([])
  expect(note?.code).toBe('podman/missing')
  await expect(startPodmanMachine(runner, 'm')).rejects.toMatchObject({ code: 'podman/missing' })
})

test('an answer that is no list is a failure with the text kept', async () => {
  const podman = createPodmanReplay(tempDir())
  podman.answer(LIST_ALL, { stdout: 'Cannot connect to Podman\n' })
  const { note } = await listPodmanMachines(podman.runner)
  expect(note?.code).toBe('podman/failed')
  expect(note?.raw).toContain('Cannot connect to Podman')
})

test('the reason is podman’s last error, without its full stop', () => {
  expect(podmanReason('WARN[0000] x\nError: unable to start: only one VM can be active at a time.\n')).toBe(
    'unable to start: only one VM can be active at a time',
  )
  expect(podmanReason('')).toBe('it said nothing')
})

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Machine } from '../../../shared/machine.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { readReference } from '../../support/reference.ts'
import { openList } from './open-list.ts'
import { LIST_ALL, recorded } from './podman-replay.ts'

let server: OpensshServer
beforeAll(async () => {
  server = await startOpensshServer()
})
afterAll(() => server.stop())

const isAsked = ({ state }: Machine): boolean => state.kind !== 'asking'

/** The recorded machines of podman 5.8.6, the default one at the address of the test's own OpenSSH server. */
function podmanJson(state: 'running' | 'stopped', { port, keyPath } = server): { list: string; inspect: string } {
  const moved = (file: string, entries: number) =>
    (JSON.parse(readReference(`podman/${file}`)) as Record<string, unknown>[]).slice(0, entries)
  const list = moved(`machine-list.linux-qemu.${state}.5.8.6.json`, 1).map(entry => ({ ...entry, Port: port }))
  const inspect = moved(`machine-inspect.linux-qemu.${state}.5.8.6.json`, 1).map(entry => ({
    ...entry,
    SSHConfig: { IdentityPath: keyPath, Port: port, RemoteUsername: server.user },
  }))
  return { list: JSON.stringify(list), inspect: JSON.stringify(inspect) }
}

const INSPECT = 'machine inspect -- podman-machine-default'
const DEFAULT = 'podman:podman-machine-default'

function answerPodman(opened: ReturnType<typeof openList>, json: { list: string; inspect: string }): void {
  opened.podman.answer(LIST_ALL, { stdout: json.list })
  opened.podman.answer(INSPECT, { stdout: json.inspect })
}

describe('Podman machines', () => {
  test('a running one is asked without a question about its host key', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('running'))
    opened.list.list()
    const told = await opened.until(DEFAULT, isAsked)
    expect(told).toMatchObject({
      kind: 'podman',
      isDefault: true,
      state: { kind: 'unsupported' },
      facts: { user: server.user },
    })
    expect(opened.questions).toEqual([])
  })

  test('a stopped one is not asked and cannot be opened', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('stopped'))
    await opened.list.refreshAll()
    expect(opened.list.defaultMachine().state).toEqual({ kind: 'stopped' })
    await expect(opened.list.open(DEFAULT)).rejects.toMatchObject({ code: 'machine/stopped' })
  })

  test('a stopped one is started, told line by line, and then asked', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('stopped'))
    await opened.list.refreshPodman()
    const endsWith = join(opened.dataDir, 'is-seen')
    opened.podman.answer('machine start -- podman-machine-default', {
      stdout: 'Starting machine "x"\nstarted\n',
      endsWith,
    })
    const lines: string[] = []
    const starting = opened.list.start(DEFAULT, line => lines.push(line))
    await opened.until(DEFAULT, machine => machine.state.kind === 'starting')
    answerPodman(opened, podmanJson('running'))
    writeFileSync(endsWith, '')
    expect((await starting).state.kind).toBe('unsupported')
    expect(lines).toEqual(['Starting machine "x"', 'started'])
  })

  test('a start that fails gives podman’s reason, and the machine is as it was', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('stopped'))
    opened.podman.answer('machine start -- podman-machine-default', recorded('5.8.6', 'm-start'))
    await expect(opened.list.start(DEFAULT)).rejects.toMatchObject({
      code: 'podman/failed',
      facts: { reason: expect.stringContaining('gvproxy') },
    })
    expect(opened.list.defaultMachine().state.kind).toBe('stopped')
  })

  test('a restart stops and starts it here, and finds it at its new port', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('running'))
    const machine = await opened.list.open(DEFAULT)
    expect(machine.restartCommand).toMatchObject({ kind: 'podman', name: 'podman-machine-default' })
    expect((await machine.run(['printf', 'one'])).stdout).toBe('one')
    const second = await startOpensshServer()
    onTestFinished(() => second.stop())
    opened.podman.answer('machine stop -- podman-machine-default', { stdout: 'stopped\n' })
    opened.podman.answer('machine start -- podman-machine-default', { stdout: 'started\n' })
    answerPodman(opened, podmanJson('running', second))
    const lines: string[] = []
    await machine.restart({ onLines: (_stream, more) => lines.push(...more) })
    expect(lines).toEqual(['stopped', 'started'])
    expect((await machine.run(['sh', '-c', 'echo "$SSH_CONNECTION"'])).stdout).toContain(` ${second.port}\n`)
  })

  test('WSL is listed with why it cannot be rebased', async () => {
    const opened = openList()
    const name = 'podman-machine-default'
    opened.podman.answer(LIST_ALL, { stdout: readReference('podman/machine-list.windows-wsl.derived-5.8.json') })
    opened.podman.answer(INSPECT, { stdout: readReference('podman/machine-inspect.windows-wsl.derived-5.8.json') })
    await opened.list.refreshAll()
    expect(opened.list.find(name).state).toMatchObject({ kind: 'unsupported', error: { code: 'machine/wsl' } })
  })

  test('a podman that fails once does not make its machines go away; a note says what it said', async () => {
    const opened = openList()
    answerPodman(opened, podmanJson('stopped'))
    await opened.list.refreshPodman()
    opened.podman.answer(LIST_ALL, recorded('5.8.6', 'm-os-apply-stopped'))
    await opened.list.refreshPodman()
    expect(opened.list.find('podman-machine-default').id).toBe(DEFAULT)
    expect(opened.list.notes().map(note => note.code)).toEqual(['podman/failed'])
  })
})

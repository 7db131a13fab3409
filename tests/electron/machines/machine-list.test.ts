import { writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openSavedMachines, type SavedMachine } from '../../../electron/machines/saved-machines.ts'
import type { NewMachine } from '../../../shared/api.ts'
import type { Machine } from '../../../shared/machine.ts'
import { findFreePort, type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { openList } from './open-list.ts'
import { LIST_ALL } from './podman-replay.ts'

let server: OpensshServer
beforeAll(async () => {
  server = await startOpensshServer()
})
afterAll(() => server.stop())

const here = (name: string): NewMachine => ({
  name,
  host: server.host,
  port: server.port,
  user: server.user,
  keyPath: server.keyPath,
  jump: '',
})
const saved = (machine: NewMachine): SavedMachine => ({ kind: 'address', ...machine })
const isAsked = ({ state }: Machine): boolean => state.kind !== 'asking'

describe('an SSH machine', () => {
  test('is listed at once and tells its facts a moment later; a real one here is no image-based machine', async () => {
    const opened = openList()
    const added = await opened.list.add(here('box'))
    expect(added).toMatchObject({ id: 'ssh:box', kind: 'ssh', isDefault: false, state: { kind: 'asking' } })
    expect(added.address).toBe(`${server.user}@127.0.0.1:${server.port}`)
    const told = await opened.until('ssh:box', isAsked)
    expect(told.state).toMatchObject({ kind: 'unsupported', error: { code: 'machine/not-image-based' } })
    expect(told.facts).toMatchObject({ user: server.user, sudo: expect.any(String) })
    expect(opened.questions.map(question => question.kind)).toEqual(['host-key'])
  })

  test('that is away keeps what it told last, also after the next start', async () => {
    const dataDir = tempDir()
    const before = openList({ dataDir, now: () => 1234 })
    await before.list.add(here('box'))
    const { facts } = await before.until('ssh:box', isAsked)
    before.list.close()
    const file = openSavedMachines(dataDir)
    file.add([saved({ ...here('box'), port: await findFreePort() })])

    const after = openList({ dataDir })
    expect(after.list.list()[0]).toMatchObject({ state: { kind: 'asking' }, facts, factsAt: 1234 })
    const told = await after.until('ssh:box', isAsked)
    expect(told).toMatchObject({
      state: { kind: 'unreachable', error: { code: 'machine/unreachable' } },
      facts,
      factsAt: 1234,
    })
  })

  test('is answered by refresh, and so is that it cannot be reached', async () => {
    const opened = openList()
    const port = await findFreePort()
    await opened.list.add({ ...here('gone'), port })
    expect(await opened.list.refresh('ssh:gone')).toMatchObject({ state: { kind: 'unreachable' } })
  })

  test('that is restarting stays so while it does not answer, until a person asks or it answers', async () => {
    const opened = openList()
    await opened.list.add({ ...here('box'), port: await findFreePort() })
    opened.list.setState('ssh:box', { kind: 'restarting' })
    await opened.list.refreshAll()
    expect(opened.list.find('box').state.kind).toBe('restarting')
    expect((await opened.list.refresh('ssh:box')).state.kind).toBe('unreachable')
  })

  test('refuses a name that is taken, and a jump that is none', async () => {
    const opened = openList()
    await opened.list.add(here('box'))
    await expect(opened.list.add(here('box'))).rejects.toMatchObject({ code: 'machine/exists' })
    await expect(opened.list.add({ ...here('b2'), jump: '-x' })).rejects.toMatchObject({ code: 'usage/invalid' })
    expect(opened.list.list().map(machine => machine.id)).toEqual(['ssh:box'])
  })

  test('can be forgotten, but not while a job changes it', async () => {
    let jobId: string | undefined = 'j1'
    const opened = openList({ runningJobOf: () => jobId })
    await opened.list.add(here('box'))
    expect(opened.list.find('box').runningJobId).toBe('j1')
    expect(() => opened.list.remove('ssh:box')).toThrow(expect.objectContaining({ code: 'machine/busy' }))
    jobId = undefined
    opened.list.remove('ssh:box')
    expect(opened.list.list()).toEqual([])
    expect(openSavedMachines(opened.dataDir).list()).toEqual([])
  })

  test('has one handle, which all who open it share', async () => {
    const opened = openList()
    await opened.list.add(here('box'))
    const [one, two] = await Promise.all([opened.list.open('ssh:box'), opened.list.open('ssh:box')])
    expect(one).toBe(two)
    expect(one).toMatchObject({ id: 'ssh:box', name: 'box', kind: 'ssh', user: server.user })
    expect((await one.run(['printf', '%s', "it's; $HOME"])).stdout).toBe("it's; $HOME")
    expect(one.restartCommand).toEqual({ kind: 'systemctl', argv: ['systemctl', 'reboot'] })
    const lost = new Promise<void>(resolve => one.onConnectionLost(resolve))
    server.dropConnections()
    await lost
    await one.reconnect()
    expect((await one.run(['true'])).exitCode).toBe(0)
  })
})

describe('hosts of ~/.ssh/config', () => {
  const config = () => `Host box
  HostName ${server.host}
  Port ${server.port}
  User ${server.user}
  IdentityFile ${server.keyPath}
  IdentitiesOnly yes
Host behind
  ProxyCommand nc %h %p
Host *
  User x
`
  function open() {
    const dataDir = tempDir()
    const sshConfigPath = join(dataDir, 'ssh-config')
    writeFileSync(sshConfigPath, config())
    return openList({ dataDir, sshConfigPath })
  }

  test('are offered with their address, or with why they cannot be used', () => {
    expect(open().list.sshConfigHosts()).toEqual([
      { name: 'box', address: `${server.user}@127.0.0.1:${server.port}`, user: server.user, isAdded: false },
      { name: 'behind', address: expect.stringContaining('ProxyCommand'), isAdded: false },
    ])
  })

  test('are added, asked and then marked as added', async () => {
    const opened = open()
    expect(await opened.list.importHosts(['box'])).toMatchObject([{ id: 'ssh:box', name: 'box' }])
    expect((await opened.until('ssh:box', isAsked)).facts?.user).toBe(server.user)
    expect(opened.list.sshConfigHosts()[0]?.isAdded).toBe(true)
    expect(await opened.list.importHosts(['box'])).toEqual([])
  })

  test.each(['behind', 'nobody'])('%s is refused, and nothing with it is added', async name => {
    const opened = open()
    await expect(opened.list.importHosts(['box', name])).rejects.toMatchObject({ code: 'usage/invalid' })
    expect(opened.list.list()).toEqual([])
  })
})

test('a machine known by name only to podman is found after podman was asked', async () => {
  const opened = openList()
  expect(() => opened.list.defaultMachine()).toThrow(expect.objectContaining({ code: 'machine/none' }))
  await expect(opened.list.open('podman:nope')).rejects.toMatchObject({ code: 'machine/not-found' })
  expect(opened.podman.calls()).toContain(LIST_ALL)
})

/** A port of this computer that takes connections and never says a word. */
async function silentPort(): Promise<number> {
  const sockets = new Set<Socket>()
  const silent = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
  })
  await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    silent.close()
  })
  const address = silent.address()
  return typeof address === 'object' && address ? address.port : 0
}

test('200 machines, half of them dead and most others silent, are listed at once and hold up nobody', async () => {
  const dataDir = tempDir()
  const [dead, silent] = [await findFreePort(), await silentPort()]
  const portOf = (at: number): number => (at % 2 === 0 ? dead : at % 20 === 1 ? server.port : silent)
  const machines = Array.from({ length: 200 }, (_, at) => saved({ ...here(`m${at}`), port: portOf(at) }))
  openSavedMachines(dataDir).add([...machines, saved(here('z-last'))])

  const opened = openList({ dataDir })
  const startedAt = performance.now()
  const listed = opened.list.list()
  expect(performance.now() - startedAt).toBeLessThan(50)
  expect(listed).toHaveLength(201)
  expect(listed.every(machine => machine.state.kind === 'asking')).toBe(true)

  await opened.until('ssh:z-last', isAsked)
  await opened.until('ssh:m198', isAsked)
  const states = Object.groupBy(opened.list.list(), machine => machine.state.kind)
  expect(states.unreachable).toHaveLength(100)
  expect(states.asking?.length).toBeGreaterThanOrEqual(80)
  // Told in bundles, not one by one.
  expect(opened.changes()).toBeLessThan(150)
}, 60_000)

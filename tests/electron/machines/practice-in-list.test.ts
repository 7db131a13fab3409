import { describe, expect, onTestFinished, test } from 'vitest'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import { readMachineFacts } from '../../../electron/machines/read-machine-facts.ts'
import { type PracticeMachine, startPracticeMachine } from '../../../electron/practice/practice-machine.ts'
import type { Answer } from '../../../shared/api.ts'
import type { BackendName } from '../../../shared/deployment.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { openList } from './open-list.ts'

async function open(backend: BackendName, trouble?: string, answer: () => Answer = () => null) {
  const machine = await startPracticeMachine({ name: 'practice', backend, speed: 200 })
  onTestFinished(() => machine.close())
  machine.setTrouble(trouble)
  const opened = openList({
    practices: [{ id: 'practice', name: 'practice', target: targetOf(machine) }],
    // A computer without podman, as a newcomer's.
    localRunner: createLocalRunner({ env: { PATH: tempDir() } }),
    answer,
  })
  return { machine, ...opened }
}

const targetOf = ({ host, port, user, privateKey, hostKey }: PracticeMachine) => ({
  name: 'practice',
  host,
  port,
  user,
  keyPaths: [],
  useAgent: false,
  identitiesOnly: true,
  privateKey,
  trustedHostKey: hostKey,
  jump: [],
})

describe.each(['rpm-ostree', 'bootc'] as const)('a practice machine of %s', backend => {
  test('is what a newcomer without podman sees, ready, and nothing is asked', async () => {
    const { list, until, questions } = await open(backend)
    expect(list.list().map(each => each.id)).toEqual(['practice'])
    const told = await until('practice', each => each.state.kind === 'ready')
    expect(told).toMatchObject({ kind: 'practice', facts: { backend, sudo: 'passwordless', user: 'core' } })
    expect(told.facts?.status?.deployments.map(each => each.role)).toEqual(['booted', 'rollback'])
    expect(told.facts?.fileSystems.map(each => each.path)).toEqual(['/boot', '/sysroot', '/var/tmp'])
    expect(questions).toEqual([])
    await list.refreshPodman()
    expect(list.notes().map(note => note.code)).toEqual(['podman/missing'])
  })

  test('restarts, is away, and is another boot of the same machine when it is back', async () => {
    const { list } = await open(backend)
    const before = (await list.refresh('practice')).facts
    const handle = await list.open('practice')
    const lost = new Promise<void>(resolve => handle.onConnectionLost(resolve))
    await handle.restart()
    await lost
    list.setState('practice', { kind: 'restarting' })
    const isBack = (): Promise<boolean> =>
      handle.reconnect().then(
        () => true,
        () => false,
      )
    await expect.poll(isBack, { timeout: 20_000 }).toBe(true)
    const after = await list.refresh('practice')
    expect(after.state.kind).toBe('ready')
    expect(after.facts?.bootId).not.toBe(before?.bootId)
    expect((await readMachineFacts(handle)).bootId).toBe(after.facts?.bootId)
  })

  test('prints its raw status as its backend does', async () => {
    const { list } = await open(backend)
    const printed = JSON.parse(await list.rawStatus('practice'))
    expect(printed).toHaveProperty(backend === 'bootc' ? 'apiVersion' : 'deployments')
  })
})

test('it knows which of its troubles could surprise', async () => {
  const { list } = await open('rpm-ostree', 'zincati-active')
  const { facts } = await list.refresh('practice')
  expect(facts?.updateAgents.map(agent => agent.unit)).toEqual(['zincati.service'])
  expect(facts?.status?.updateDriver?.name).toBe('Zincati')
})

test('where rpm-ostreed does not start, the reason is that, in its own words', async () => {
  const { list } = await open('rpm-ostree', 'daemon-down')
  const { state } = await list.refresh('practice')
  expect(state).toMatchObject({
    kind: 'unsupported',
    error: { code: 'machine/backend-broken', raw: expect.stringMatching(/error:/) },
  })
})

test('where sudo wants a password nobody is asked for it until root is needed, and then once', async () => {
  const { list, questions } = await open('rpm-ostree', 'sudo-password', () => 'practice')
  await list.refreshAll()
  expect(list.find('practice')).toMatchObject({ state: { kind: 'ready' }, facts: { sudo: 'needs-password' } })
  expect(questions).toEqual([])
  const handle = await list.open('practice')
  expect(handle.commandLine(['id', '-u'], { sudo: true })).toBe("sudo -k -S -p '' -- id -u")
  expect((await handle.run(['id', '-u'], { sudo: true })).stdout).toBe('0\n')
  expect((await handle.run(['id', '-u'], { sudo: true })).stdout).toBe('0\n')
  expect(questions.map(question => question.kind)).toEqual(['sudo'])
})

test('a user who may not use sudo is told, when root is needed', async () => {
  const { list } = await open('rpm-ostree', 'sudo-refused')
  const { facts } = await list.refresh('practice')
  expect(facts?.sudo).toBe('refused')
  const handle = await list.open('practice')
  await expect(handle.run(['true'], { sudo: true })).rejects.toMatchObject({ code: 'sudo/refused' })
})

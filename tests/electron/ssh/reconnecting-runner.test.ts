import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createSshRunner, type SshRunner } from '../../../electron/ssh/reconnecting-runner.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { createPerson, depsOf, failureOf, targetOf, trusted, until } from './answers.ts'

let server: OpensshServer
let runner: SshRunner
beforeEach(async () => {
  server = await startOpensshServer()
  runner = createSshRunner(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
})
afterEach(async () => {
  runner.close()
  await server.stop()
})

const loginCount = (): number => server.log().match(/Accepted publickey/g)?.length ?? 0
const connectionCount = (): number => server.log().match(/Connection from/g)?.length ?? 0

test('nothing connects before it is needed, and everybody shares one connection', async () => {
  expect(runner.isConnected).toBe(false)
  expect(connectionCount()).toBe(0)
  await Promise.all([runner.connect(), ...Array.from({ length: 10 }, () => runner.run(['true']))])
  expect(runner.isConnected).toBe(true)
  expect(loginCount()).toBe(1)
})

test('a command that loses its connection is told as lost and not run again; the next one connects anew', async () => {
  const onLost = vi.fn()
  runner.onConnectionLost(onLost)
  const seen: string[] = []
  const file = `${server.directory}/runs`
  const running = failureOf(
    runner.run(['sh', '-c', `echo run >>${file}; echo started; sleep 1; echo`], {
      onLines: (_stream, lines) => seen.push(...lines),
    }),
  )
  await until(() => seen.includes('started'))
  server.dropConnections()
  const error = await running
  expect(error).toMatchObject({ code: 'machine/lost', facts: { machine: 'lab' } })
  expect((error as { facts: { during: string } }).facts.during).toMatch(/^sh -c echo run/)
  expect(runner.isConnected).toBe(false)
  expect(onLost).toHaveBeenCalledTimes(1)
  expect((await runner.run(['cat', file])).stdout).toBe('run\n')
  expect(loginCount()).toBe(2)
})

test('a machine that is gone is unreachable, and reached again as soon as it is back', async () => {
  const elsewhere = createSshRunner(
    targetOf(server, { ...trusted(server), port: server.port + 1 > 65_535 ? 1 : 9 }),
    depsOf(server, createPerson().ask),
  )
  expect(await failureOf(elsewhere.run(['true']))).toMatchObject({ code: 'machine/unreachable' })
  expect(await failureOf(elsewhere.run(['true']))).toMatchObject({ code: 'machine/unreachable' })
  elsewhere.close()
})

test('who stops waiting for a connection leaves the others waiting', async () => {
  const controller = new AbortController()
  const first = failureOf(runner.run(['true'], { signal: controller.signal }))
  const second = runner.run(['echo', 'here'])
  controller.abort('not me')
  expect(await first).toBe('not me')
  expect((await second).stdout).toBe('here\n')
  expect(connectionCount()).toBe(1)
})

test('when the only one stops waiting the opening ends, and the next one opens anew', async () => {
  const controller = new AbortController()
  const first = failureOf(runner.connect(controller.signal))
  controller.abort('not me')
  expect(await first).toBe('not me')
  expect((await runner.run(['echo', 'here'])).stdout).toBe('here\n')
})

test('a closed runner hangs up, tells nobody of a loss, and stays closed', async () => {
  const onLost = vi.fn()
  runner.onConnectionLost(onLost)
  const running = failureOf(runner.run(['sleep', '1']))
  await until(() => runner.isConnected)
  runner.close()
  expect(await running).toMatchObject({ code: expect.stringMatching(/^machine\/(lost|unreachable)$/) })
  expect(await failureOf(runner.run(['true']))).toMatchObject({ code: 'machine/unreachable' })
  expect(onLost).not.toHaveBeenCalled()
})

test('a loss is told only to those who still listen', async () => {
  const onLost = vi.fn()
  const stayed = vi.fn()
  runner.onConnectionLost(onLost)()
  runner.onConnectionLost(stayed)
  await runner.connect()
  server.dropConnections()
  await until(() => stayed.mock.calls.length > 0)
  expect(onLost).not.toHaveBeenCalled()
})

import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Connection, type ConnectionDeps, openConnection } from '../../../electron/ssh/connection.ts'
import type { SshTarget } from '../../../electron/ssh/ssh-target.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  findFreePort,
  makeKey,
  type OpensshServer,
  type OpensshServerOptions,
  startOpensshServer,
} from '../../support/openssh-server.ts'
import { createPerson, depsOf, failureOf, targetOf, trusted, until } from './answers.ts'

const open: Connection[] = []
afterEach(() => {
  for (const connection of open.splice(0)) connection.close()
  vi.unstubAllEnvs()
})

/** Logs in, runs a command as a proof, and hangs up after the test. */
async function logIn(target: SshTarget, deps: ConnectionDeps): Promise<Connection> {
  const connection = await openConnection(target, deps)
  open.push(connection)
  expect((await connection.run(['echo', 'in'])).stdout).toBe('in\n')
  return connection
}

const everythingIn = (error: unknown): string =>
  error instanceof AppError ? JSON.stringify([error.report, error.stack, String(error.cause)]) : String(error)

describe('keys', () => {
  let server: OpensshServer
  beforeAll(async () => {
    server = await startOpensshServer()
  })
  afterAll(() => server.stop())
  const target = (changes: Partial<SshTarget> = {}) => targetOf(server, { ...trusted(server), ...changes })

  test.each(['ed25519', 'ecdsa', 'rsa'])('an %s key file logs in, and nothing is asked', async type => {
    const path = makeKey(join(server.directory, `key-${type}`), { type })
    server.authorize(`${path}.pub`)
    await logIn(target({ keyPaths: [path] }), depsOf(server, createPerson().ask))
  })

  test('key files are tried in order until one is accepted', async () => {
    const stranger = makeKey(join(server.directory, 'stranger'))
    await logIn(target({ keyPaths: [stranger, server.keyPath] }), depsOf(server, createPerson().ask))
  })

  test('a private key in memory logs in', async () => {
    const privateKey = readFileSync(server.keyPath, 'utf8')
    await logIn(target({ keyPaths: [], privateKey }), depsOf(server, createPerson().ask))
  })

  test('no accepted key is told with the user and with what was offered', async () => {
    const stranger = makeKey(join(server.directory, 'stranger'))
    const error = await failureOf(openConnection(target({ keyPaths: [stranger] }), depsOf(server, createPerson().ask)))
    expect(error).toMatchObject({ code: 'machine/auth', facts: { machine: 'lab', user: server.user } })
    expect(error).toMatchObject({ raw: expect.stringContaining(stranger) })
  })

  test.each([
    ['there is no such file', 'missing', undefined],
    ['it is not a private key', 'nonsense', 'nonsense'],
  ])('a key file that cannot be used says “%s”', async (reason, name, text) => {
    const path = join(server.directory, name)
    if (text !== undefined) writeFileSync(path, text)
    const error = await failureOf(openConnection(target({ keyPaths: [path] }), depsOf(server, createPerson().ask)))
    expect(error).toMatchObject({ code: 'machine/key-unreadable', facts: { path } })
    expect((error as Error).message).toContain(reason)
  })

  test('a missing key file is no obstacle when another one is accepted', async () => {
    const keyPaths = [join(server.directory, 'missing'), server.keyPath]
    await logIn(target({ keyPaths }), depsOf(server, createPerson().ask))
  })

  describe('a locked key', () => {
    const passphrase = 'correct horse'
    const lockedKey = (name: string, type = 'ed25519') => {
      const path = makeKey(join(server.directory, name), { passphrase, type })
      server.authorize(`${path}.pub`)
      return path
    }

    test.each(['ed25519', 'rsa'])('(%s) is asked for once, and its passphrase remembered', async type => {
      const path = lockedKey(`locked-${type}`, type)
      const person = createPerson(passphrase)
      const deps = depsOf(server, person.ask)
      await logIn(target({ keyPaths: [path] }), deps)
      await logIn(target({ keyPaths: [path] }), deps)
      expect(person.asked).toEqual([{ kind: 'passphrase', machine: 'lab', path, isRetry: false }])
    })

    test('is asked for again after a wrong passphrase', async () => {
      const path = lockedKey('locked-retry')
      const person = createPerson('wrong', passphrase)
      await logIn(target({ keyPaths: [path] }), depsOf(server, person.ask))
      expect(person.asked.map(each => 'isRetry' in each && each.isRetry)).toEqual([false, true])
    })

    test('is given up after three wrong passphrases, none of which is told', async () => {
      const path = lockedKey('locked-wrong')
      const person = createPerson('secret-1', 'secret-2', 'secret-3')
      const error = await failureOf(openConnection(target({ keyPaths: [path] }), depsOf(server, person.ask)))
      expect(error).toMatchObject({
        code: 'machine/key-unreadable',
        facts: { path, reason: 'the passphrase is wrong' },
      })
      expect(everythingIn(error)).not.toContain('secret-')
    })

    test('that the person leaves locked ends the login', async () => {
      const path = lockedKey('locked-left')
      const error = await failureOf(
        openConnection(target({ keyPaths: [path] }), depsOf(server, createPerson(null).ask)),
      )
      expect(error).toMatchObject({ code: 'machine/key-unreadable', facts: { path } })
    })

    test('is not asked for when another key is accepted, or the machine does not want it', async () => {
      const path = lockedKey('locked-not-needed')
      await logIn(target({ keyPaths: [path, server.keyPath] }), depsOf(server, createPerson().ask))
      const unwanted = makeKey(join(server.directory, 'locked-unwanted'), { passphrase })
      const error = await failureOf(
        openConnection(target({ keyPaths: [unwanted] }), depsOf(server, createPerson().ask)),
      )
      expect(error).toMatchObject({ code: 'machine/auth' })
    })
  })

  describe('an agent', () => {
    let pid = 0
    let agentKey = ''
    beforeAll(async () => {
      const socket = join(server.directory, 'agent')
      const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
      await new Promise(resolve => agent.stdout.once('data', resolve))
      pid = agent.pid ?? 0
      agentKey = makeKey(join(server.directory, 'agent-key'), { type: 'rsa' })
      server.authorize(`${agentKey}.pub`)
      const env = { ...process.env, SSH_AUTH_SOCK: socket }
      const stranger = makeKey(join(server.directory, 'agent-stranger'))
      execFileSync('ssh-add', ['-q', stranger, agentKey], { env, stdio: 'ignore' })
    })
    afterAll(() => {
      process.kill(pid)
    })
    const useIt = () => vi.stubEnv('SSH_AUTH_SOCK', join(server.directory, 'agent'))

    test('logs in with the one of its keys that is accepted', async () => {
      useIt()
      const changes = { keyPaths: [], useAgent: true, identitiesOnly: false }
      await logIn(target(changes), depsOf(server, createPerson().ask))
    })

    test('signs for a locked key file it holds, so nothing is asked', async () => {
      useIt()
      execFileSync('ssh-keygen', ['-q', '-p', '-f', agentKey, '-P', '', '-N', 'locked now'])
      const changes = { keyPaths: [agentKey], useAgent: true, identitiesOnly: true }
      await logIn(target(changes), depsOf(server, createPerson().ask))
    })

    test('offers none of its other keys where only named ones are wanted', async () => {
      useIt()
      const stranger = makeKey(join(server.directory, 'stranger'))
      const changes = { keyPaths: [stranger], useAgent: true, identitiesOnly: true }
      const error = await failureOf(openConnection(target(changes), depsOf(server, createPerson().ask)))
      expect(error).toMatchObject({ code: 'machine/auth', raw: expect.not.stringContaining('agent') })
    })

    test('that is not there is no obstacle', async () => {
      vi.stubEnv('SSH_AUTH_SOCK', join(server.directory, 'no-agent'))
      await logIn(target({ useAgent: true }), depsOf(server, createPerson().ask))
    })
  })
})

describe.each(['password', 'keyboard-interactive'] as const)('a machine that wants a password (%s)', method => {
  const text = 'pa$$ wörd'
  let server: OpensshServer
  beforeAll(async () => {
    server = await startOpensshServer({ password: { text, method }, withoutKeys: true, user: 'core' })
  })
  afterAll(() => server.stop())

  test('asks for it, again after a wrong one, and remembers it', async () => {
    const person = createPerson('wrong', text)
    const deps = depsOf(server, person.ask)
    const target = targetOf(server, trusted(server))
    await logIn(target, deps)
    await logIn(target, deps)
    const question = { kind: 'password', machine: 'lab', user: 'core' }
    expect(person.asked).toEqual([
      { ...question, isRetry: false },
      { ...question, isRetry: true },
    ])
  })

  test('refuses three wrong ones, none of which is told', async () => {
    const person = createPerson('secret-1', 'secret-2', 'secret-3')
    const error = await failureOf(openConnection(targetOf(server, trusted(server)), depsOf(server, person.ask)))
    expect(error).toMatchObject({ code: 'machine/auth', facts: { user: 'core' } })
    expect(everythingIn(error)).not.toContain('secret-')
  })

  test('is left alone when the person gives none', async () => {
    const error = await failureOf(
      openConnection(targetOf(server, trusted(server)), depsOf(server, createPerson(null).ask)),
    )
    expect(error).toMatchObject({ code: 'machine/auth' })
  })
})

describe('a machine that cannot be reached', () => {
  const unreachable = async (changes: Partial<SshTarget>) => {
    const target: SshTarget = {
      name: 'lab',
      host: '127.0.0.1',
      port: 22,
      user: 'core',
      keyPaths: [],
      useAgent: false,
      identitiesOnly: true,
      trustedHostKey: '',
      jump: [],
      ...changes,
    }
    return failureOf(openConnection(target, { ask: createPerson().ask, knownHostsPath: '/nowhere' }))
  }

  test('because nothing listens', async () => {
    const port = await findFreePort()
    const facts = { machine: 'lab', reason: `nothing listens on port ${port}` }
    expect(await unreachable({ port })).toMatchObject({ code: 'machine/unreachable', facts })
  })

  test('because its name is not known', async () => {
    const error = await unreachable({ host: 'no-such-machine.invalid' })
    expect(error).toMatchObject({ code: 'machine/unreachable' })
    expect((error as Error).message).toMatch(/the name no-such-machine.invalid (is not known|could not be looked up)/)
  })

  test.each([
    [
      'speaks something else',
      'HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(100),
      /does not speak SSH|closed the connection/,
    ],
    ['hangs up at once', '', /closed the connection|broke the connection off/],
  ])('because it %s', async (_what, greeting, reason) => {
    const impostor = createServer(socket => socket.on('error', () => undefined).end(greeting))
    await new Promise<void>(resolve => impostor.listen(0, '127.0.0.1', resolve))
    const { port } = impostor.address() as { port: number }
    const error = await unreachable({ port })
    expect(error).toMatchObject({ code: 'machine/unreachable' })
    expect((error as Error).message).toMatch(reason)
    impostor.close()
  })

  test('and an abort ends the waiting at once, with its reason', async () => {
    const silent = createServer(socket => socket.on('error', () => undefined))
    await new Promise<void>(resolve => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const controller = new AbortController()
    silent.once('connection', () => controller.abort('enough'))
    const target = { name: 'lab', host: '127.0.0.1', port, user: 'core', keyPaths: [], jump: [] }
    const opening = openConnection(
      { ...target, useAgent: false, identitiesOnly: true, trustedHostKey: '' },
      { ask: createPerson().ask, knownHostsPath: '/nowhere', signal: controller.signal },
    )
    expect(await failureOf(opening)).toBe('enough')
    silent.close()
  })
})

test('a person may think longer than the machine waits: the answer is used on a new connection', async () => {
  const options: OpensshServerOptions = { config: ['LoginGraceTime 1'] }
  const server = await startOpensshServer(options)
  try {
    const asked: string[] = []
    const ask = async (question: { readonly kind: string }) => {
      asked.push(question.kind)
      await until(() => server.sessionCount() === 0)
      return true as const
    }
    await logIn(targetOf(server), depsOf(server, ask))
    expect(asked).toEqual(['host-key'])
  } finally {
    await server.stop()
  }
})

describe('jump machines', () => {
  test('lead to the machine, each with its own key and host key', async () => {
    const [first, second, last] = await Promise.all([startOpensshServer(), startOpensshServer(), startOpensshServer()])
    try {
      const person = createPerson(true, true, true)
      const hops = [targetOf(first, { name: 'first' }), targetOf(second, { name: 'second' })]
      const connection = await logIn(targetOf(last, { jump: hops }), depsOf(last, person.ask))
      expect(person.asked.map(each => each.machine)).toEqual(['first', 'second', 'lab'])
      const closed = new Promise<void>(resolve => connection.onClose(resolve))
      second.dropConnections()
      await closed
      await until(() => [first, last].every(server => server.sessionCount() === 0))
    } finally {
      await Promise.all([first, second, last].map(server => server.stop()))
    }
  })

  test('that do not get through are named in the machine’s reason', async () => {
    const hop = await startOpensshServer()
    try {
      const port = await findFreePort()
      const jump = [targetOf(hop, { ...trusted(hop), name: 'hop' })]
      const error = await failureOf(openConnection(targetOf(hop, { port, jump }), depsOf(hop, createPerson().ask)))
      const reason = 'the machine before it could not connect to 127.0.0.1'
      expect(error).toMatchObject({ code: 'machine/unreachable', facts: { machine: 'lab', reason } })
      const broken = { ...targetOf(hop, trusted(hop)), name: 'hop', port }
      const other = await failureOf(openConnection(targetOf(hop, { jump: [broken] }), depsOf(hop, createPerson().ask)))
      expect(other).toMatchObject({ code: 'machine/unreachable', facts: { machine: 'hop' } })
    } finally {
      await hop.stop()
    }
  })
})

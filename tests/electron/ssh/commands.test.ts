import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type Connection, openConnection } from '../../../electron/ssh/connection.ts'
import { type OpensshServer, startOpensshServer } from '../../support/openssh-server.ts'
import { createPerson, depsOf, failureOf, targetOf, trusted, until } from './answers.ts'

/** Root's sessions get no signals from sshd, other users' do; commands must behave the same in both. */
describe.each([
  ['the current user', {}],
  ['an ordinary user', { user: 'core' }],
])('commands of %s', (_who, options) => {
  let server: OpensshServer
  let connection: Connection
  beforeAll(async () => {
    server = await startOpensshServer(options)
    connection = await openConnection(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  })
  afterAll(async () => {
    connection.close()
    await server.stop()
  })

  const sh = (script: string) => ['sh', '-c', script]

  test('give their output, both streams, and their time', async () => {
    const result = await connection.run(sh('echo out; echo err >&2'))
    expect(result).toMatchObject({ exitCode: 0, stdout: 'out\n', stderr: 'err\n' })
    expect(result.durationMs).toBeGreaterThan(0)
  })

  test('speak UTF-8', async () => {
    expect((await connection.run(sh('echo $LC_ALL'))).stdout).toBe('C.UTF-8\n')
  })

  test('get their words as they are', async () => {
    const words = ["it's", '$HOME', '-n', '', 'a\nb', '*', 'ü…']
    expect((await connection.run(['printf', '%s\\0', ...words])).stdout.split('\0').slice(0, -1)).toEqual(words)
  })

  test.each([1, 77, 127])('that end with %i fail with all that was printed', async exitCode => {
    const script = `echo "why it failed" >&2; exit ${exitCode}`
    const error = await failureOf(connection.run(sh(script)))
    expect(error).toMatchObject({
      code: 'command/failed',
      facts: { exitCode, stderr: 'why it failed', command: `sh -c ${script}` },
      raw: 'why it failed\n',
    })
  })

  test('that end with an expected code do not fail', async () => {
    expect(await connection.run(sh('exit 77'), { okExitCodes: [0, 77] })).toMatchObject({ exitCode: 77 })
  })

  test('that are not there end with 127', async () => {
    const error = await failureOf(connection.run(['no-such-program-here']))
    expect(error).toMatchObject({ code: 'command/failed', facts: { exitCode: 127 } })
  })

  test('that a signal ends have no exit code', async () => {
    const error = await failureOf(connection.run(sh('kill -KILL $$')))
    expect(error).toMatchObject({ code: 'command/failed', facts: { exitCode: null, stderr: 'ended by SIGKILL' } })
  })

  test('read what they are given, and else an empty standard input', async () => {
    const stdin = `${'x'.repeat(5_000_000)}ü\n`
    expect((await connection.run(['wc', '-c'], { stdin })).stdout).toBe('5000003\n')
    expect((await connection.run(['cat'])).stdout).toBe('')
    expect(await connection.run(['true'], { stdin })).toMatchObject({ exitCode: 0 })
    async function* pieces() {
      for (let at = 0; at < 40; at++) yield Buffer.alloc(250_000, at)
    }
    expect((await connection.run(['wc', '-c'], { stdin: pieces })).stdout).toBe('10000000\n')
  })

  test('are given no more than they take', async () => {
    let given = 0
    async function* endless() {
      for (;;) {
        given += 100_000
        yield Buffer.alloc(100_000)
      }
    }
    // The window of the channel and what lies in pipes on the way, and not all there is.
    const { stdout } = await connection.run(sh('sleep 1; head -c 10 | wc -c'), { stdin: endless })
    expect(stdout).toBe('10\n')
    expect(given).toBeLessThan(20_000_000)
  })

  test('end when what they are given cannot be read any more', async () => {
    const broken = new Error('the disk is gone')
    async function* source() {
      yield Buffer.from('some')
      throw broken
    }
    await expect(connection.run(['cat'], { stdin: source })).rejects.toBe(broken)
  })

  test('hand on whole, harmless lines while they run', async () => {
    const seen: string[] = []
    const flag = join(server.directory, `go-${randomUUID()}`)
    const script = `printf 'one\\ntw'; printf 'o \\033[31mred\\033[0m\\n\\377\\n' ; echo e >&2; while [ ! -e ${flag} ]; do sleep 0.05; done`
    const running = connection.run(sh(script), {
      onLines: (stream, lines) => seen.push(...lines.map(line => `${stream} ${line}`)),
    })
    await until(() => seen.length === 4)
    expect(new Set(seen)).toEqual(new Set(['stderr e', 'stdout one', 'stdout two red', 'stdout \ufffd']))
    execFileSync('touch', [flag])
    expect((await running).stdout).toBe('one\ntwo \u001b[31mred\u001b[0m\n\ufffd\n')
    rmSync(flag)
  })

  test('never show a secret in lines, errors or what they printed for people', async () => {
    const secrets = ['hunter2']
    const lines: string[] = []
    const script = 'printf hun; sleep 0.1; echo ter2; echo "got hunter2" >&2; exit 3'
    const error = await failureOf(
      connection.run(sh(script), { secrets, onLines: (_stream, more) => lines.push(...more) }),
    )
    expect(lines).toEqual(['••••', 'got ••••'])
    expect(JSON.stringify([error, (error as { report: unknown }).report])).not.toContain('hunter2')
  })

  test('may print 50 MB: memory stays flat and the first 8 MiB are kept', async () => {
    const script = 'yes 0123456789abcdef0123456789abcdef0123456789abcde | head -c 52428800'
    let lineCount = 0
    let peakBytes = 0
    const beforeBytes = process.memoryUsage().rss
    const onLines = (_stream: string, lines: readonly string[]) => {
      lineCount += lines.length
      peakBytes = Math.max(peakBytes, process.memoryUsage().rss)
    }
    const result = await connection.run(sh(script), { onLines })
    expect(lineCount).toBe(Math.ceil(52_428_800 / 48))
    expect(result.stdout.length).toBe(8 * 1024 * 1024)
    expect((peakBytes - beforeBytes) / 1e6).toBeLessThan(120)
  })

  const isRunning = (marker: string): boolean =>
    execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .some(line => line.includes(marker) && !line.includes('drydock-stop'))

  test.each([
    ['a plain command', (marker: string) => ['sleep', marker]],
    ['a command behind env', (marker: string) => ['env', 'A=B', 'sleep', marker]],
    ['a script that started another command', (marker: string) => sh(`sleep ${marker}; echo never`)],
  ])('end on the machine when %s is aborted', async (_what, commandOf) => {
    const marker = `98765.${Math.floor(Math.random() * 1e9)}`
    const controller = new AbortController()
    const running = failureOf(connection.run(commandOf(marker), { signal: controller.signal }))
    await until(() => isRunning(marker))
    controller.abort(new Error('changed my mind'))
    expect(await running).toMatchObject({ message: 'changed my mind' })
    await until(() => !isRunning(marker))
    expect(await connection.run(['true'])).toMatchObject({ exitCode: 0 })
  })

  test('of the others go on when one is aborted', async () => {
    const marker = `98765.${Math.floor(Math.random() * 1e9)}`
    const controller = new AbortController()
    const other = connection.run(sh(`sleep 1; echo ${marker}`))
    const aborted = failureOf(connection.run(['sleep', marker], { signal: controller.signal }))
    await until(() => isRunning(marker))
    controller.abort('enough')
    expect(await aborted).toBe('enough')
    expect((await other).stdout).toBe(`${marker}\n`)
  })

  test('are not started when they were aborted before', async () => {
    const file = join(server.directory, 'must-not-exist')
    const running = connection.run(['touch', file], { signal: AbortSignal.abort('too late') })
    expect(await failureOf(running)).toBe('too late')
    await connection.run(['true'])
    expect(existsSync(file)).toBe(false)
  })

  test('that take too long are told as such', async () => {
    const error = await failureOf(connection.run(['sleep', '30'], { timeoutMs: 200 }))
    const reason = '“sleep 30” did not finish within 0.2 s'
    expect(error).toMatchObject({ code: 'machine/unreachable', facts: { machine: 'lab', reason } })
  })

  test('with sudo are no business of a connection', async () => {
    expect(await failureOf(connection.run(['true'], { sudo: true }))).toMatchObject({ code: 'internal' })
  })

  test('that cannot be sent are refused', async () => {
    expect(await failureOf(connection.run(['echo', 'a\0b']))).toMatchObject({ code: 'usage/invalid' })
  })
})

test.each([
  [10, 30],
  [3, 12],
  [1, 4],
])('a machine with MaxSessions %i runs %i commands at once over one connection', async (maxSessions, count) => {
  const server = await startOpensshServer({ maxSessions })
  const connection = await openConnection(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  try {
    const numbers = Array.from({ length: count }, (_, index) => `${index}`)
    const results = await Promise.all(numbers.map(each => connection.run(['sh', '-c', `sleep 0.1; echo ${each}`])))
    expect(results.map(result => result.stdout.trim())).toEqual(numbers)
    expect(server.log().match(/Accepted publickey/g)).toHaveLength(1)
    // The limit is learned, not run into again and again.
    const refusedCount = server.log().match(/no more sessions/g)?.length ?? 0
    expect(refusedCount).toBeLessThanOrEqual(maxSessions === 10 ? 0 : 3 * count)
  } finally {
    connection.close()
    await server.stop()
  }
})

test('a machine that allows no session at all says so', async () => {
  const server = await startOpensshServer({ maxSessions: 0 })
  const connection = await openConnection(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  const error = await failureOf(connection.run(['true']))
  expect(error).toMatchObject({ code: 'machine/unreachable' })
  expect((error as Error).message).toContain('would not start a command')
  connection.close()
  await server.stop()
})

/** A server whose login prints `greeting` before each command; bash reads ~/.bashrc for those (bash(1)). */
async function connectToGreeter(greeting: string): Promise<Connection> {
  const home = mkdtempSync(join(tmpdir(), 'drydock-greeter-'))
  writeFileSync(join(home, '.bashrc'), greeting)
  const server = await startOpensshServer({ config: [`SetEnv HOME=${home}`] })
  const connection = await openConnection(targetOf(server, trusted(server)), depsOf(server, createPerson().ask))
  onTestFinished(async () => {
    connection.close()
    await server.stop()
    rmSync(home, { recursive: true })
  })
  return connection
}

test('what a login’s start-up files print is no answer of a command', async () => {
  const connection = await connectToGreeter('echo "Welcome to $HOSTNAME!"; seq 1 30000; printf "no line end"\n')
  expect((await connection.run(['sh', '-c', 'echo answer; exit 3'], { okExitCodes: [3] })).stdout).toBe('answer\n')
  expect((await connection.run(['cat'], { stdin: () => Readable.from(['what', ' goes in']) })).stdout).toBe(
    'what goes in',
  )
})

test('a login that runs nothing says why', async () => {
  const connection = await connectToGreeter('echo "This account is currently not available."; exit 1\n')
  expect(await connection.run(['true'], { okExitCodes: [1] })).toMatchObject({
    exitCode: 1,
    stdout: 'This account is currently not available.\n',
  })
})

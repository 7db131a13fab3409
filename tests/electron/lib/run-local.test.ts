import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'

const runner = createLocalRunner()
const sh = (script: string) => ['sh', '-c', script]
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => expect.unreachable('it did not fail'),
    error => error,
  )
const marker = () => `98764.${Math.floor(Math.random() * 1e9)}`
const isRunning = (text: string): boolean =>
  execFileSync('ps', ['-eo', 'stat,args'], { encoding: 'utf8' })
    .split('\n')
    .some(line => line.includes(text) && !line.startsWith('Z'))

test('a command gives its output, both streams', async () => {
  expect(await runner.run(sh('echo out; echo err >&2'))).toMatchObject({
    exitCode: 0,
    stdout: 'out\n',
    stderr: 'err\n',
  })
})

test('words arrive as they are, and no shell looks at them', async () => {
  const words = ["it's", '$HOME', '-n', '', 'a\nb', '*', 'ü…']
  expect((await runner.run(['printf', '%s\\0', ...words])).stdout).toBe(words.map(word => `${word}\0`).join(''))
})

test('the environment is UTF-8, English, and has what was added', async () => {
  const withMore = createLocalRunner({ env: { DRYDOCK_TEST: 'yes' } })
  expect((await withMore.run(sh('echo $LC_ALL $DRYDOCK_TEST; test -n "$PATH"'))).stdout).toBe('C.UTF-8 yes\n')
})

test.each([1, 77, 255])('exit code %i is a failure with all that was printed', async exitCode => {
  const error = await failureOf(runner.run(sh(`echo why >&2; exit ${exitCode}`)))
  expect(error).toMatchObject({ code: 'command/failed', facts: { exitCode, stderr: 'why' }, raw: 'why\n' })
})

test('an expected exit code is none', async () => {
  expect(await runner.run(sh('exit 3'), { okExitCodes: [0, 3] })).toMatchObject({ exitCode: 3 })
})

test.each([
  ['that is not there', 'no-such-program-here', 127],
  ['that may not be run', '/etc/passwd', 126],
])('a program %s is what a shell would say', async (_what, program, exitCode) => {
  expect(await failureOf(runner.run([program]))).toMatchObject({ code: 'command/failed', facts: { exitCode } })
  expect(await runner.run([program], { okExitCodes: [exitCode] })).toMatchObject({ exitCode })
})

test('a command ended by a signal has no exit code', async () => {
  const error = await failureOf(runner.run(sh('kill -KILL $$')))
  expect(error).toMatchObject({ code: 'command/failed', facts: { exitCode: null, stderr: 'ended by SIGKILL' } })
})

test('standard input is what was given, else empty, and may go unread', async () => {
  const stdin = 'x'.repeat(5_000_000)
  expect((await runner.run(['wc', '-c'], { stdin })).stdout).toBe('5000000\n')
  expect((await runner.run(['cat'])).stdout).toBe('')
  expect(await runner.run(['true'], { stdin })).toMatchObject({ exitCode: 0 })
})

test('lines come whole, harmless and masked; the rest of the result too', async () => {
  const lines: string[] = []
  const script = `printf '\\033[31mhun'; sleep 0.1; printf 'ter2\\033[0m\\n'; echo hunter2 >&2; exit 1`
  const onLines = (stream: string, more: readonly string[]) => lines.push(...more.map(line => `${stream} ${line}`))
  const error = await failureOf(runner.run(sh(script), { secrets: ['hunter2'], onLines }))
  expect(new Set(lines)).toEqual(new Set(['stdout ••••', 'stderr ••••']))
  expect(JSON.stringify([error, (error as { report: unknown }).report])).not.toContain('hunter2')
})

test('what a listener throws is the command’s failure', async () => {
  const onLines = () => {
    throw new Error('from the listener')
  }
  expect(await failureOf(runner.run(['echo', 'x'], { onLines }))).toMatchObject({ message: 'from the listener' })
})

test('50 MB pass, of which 8 MiB are kept', async () => {
  let lineCount = 0
  const onLines = (_stream: string, lines: readonly string[]) => {
    lineCount += lines.length
  }
  const result = await runner.run(sh('yes 0123456789abcdef0123456789abcde | head -c 51200000'), { onLines })
  expect(lineCount).toBe(1_600_000)
  expect(result.stdout.length).toBe(8 * 1024 * 1024)
})

test('an abort ends the process and rejects with its reason', async () => {
  const mark = marker()
  const controller = new AbortController()
  const running = failureOf(runner.run(['sleep', mark], { signal: controller.signal }))
  await vi.waitUntil(() => isRunning(mark), { timeout: 20_000 })
  controller.abort('enough')
  expect(await running).toBe('enough')
  expect(isRunning(mark)).toBe(false)
})

test('an abort does not wait for what the process left behind', async () => {
  const mark = marker()
  const controller = new AbortController()
  const startedAt = performance.now()
  const running = failureOf(runner.run(sh(`sleep 20 & echo ${mark}; wait`), { signal: controller.signal }))
  await vi.waitUntil(() => isRunning(mark), { timeout: 20_000 })
  controller.abort('enough')
  expect(await running).toBe('enough')
  expect(performance.now() - startedAt).toBeLessThan(10_000)
})

test('a process that ignores TERM is killed after five seconds', { timeout: 20_000 }, async () => {
  const mark = marker()
  const controller = new AbortController()
  const script = `trap '' TERM; echo ready; while :; do sleep 0.2; done # ${mark}`
  const ready = Promise.withResolvers<void>()
  const running = failureOf(runner.run(sh(script), { signal: controller.signal, onLines: () => ready.resolve() }))
  await ready.promise
  controller.abort('enough')
  expect(await running).toBe('enough')
  expect(isRunning(mark)).toBe(false)
})

test('a command aborted beforehand is never started', async () => {
  expect(await failureOf(runner.run(['false'], { signal: AbortSignal.abort('too late') }))).toBe('too late')
})

test('a command that takes too long is told as such', async () => {
  const error = await failureOf(createLocalRunner({ name: 'here' }).run(['sleep', '30'], { timeoutMs: 200 }))
  const facts = { machine: 'here', reason: '“sleep 30” did not finish within 0.2 s' }
  expect(error).toMatchObject({ code: 'machine/unreachable', facts })
})

test('it knows no sudo, and shows a command as a shell would take it', async () => {
  expect(await failureOf(runner.run(['true'], { sudo: true }))).toMatchObject({ code: 'internal' })
  expect(runner.commandLine(['echo', 'a b'])).toBe("echo 'a b'")
})

test('what a command is given may be made while it reads, and its failure is the command’s', async () => {
  const runner = createLocalRunner()
  async function* pieces() {
    for (let at = 0; at < 40; at++) yield Buffer.alloc(250_000, at)
  }
  expect((await runner.run(['wc', '-c'], { stdin: pieces })).stdout.trim()).toBe('10000000')
  expect((await runner.run(['true'], { stdin: pieces })).exitCode).toBe(0)
  const broken = new Error('the disk is gone')
  async function* source() {
    yield Buffer.from('some')
    throw broken
  }
  await expect(runner.run(['cat'], { stdin: source })).rejects.toBe(broken)
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'

const CLI = new URL('../../../electron/cli.ts', import.meta.url).pathname
const STABLE = 'quay.io/fedora/fedora-coreos:stable'

interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in a process of its own; `onStdout` hears each piece and may send a signal. */
function drydock(dataDir: string, words: readonly string[], onStdout?: (kill: () => void) => void): Promise<Ended> {
  const child = spawn(process.execPath, [CLI, ...words, '--data-dir', dataDir], {
    env: { ...process.env, DRYDOCK_PRACTICE_SPEED: onStdout ? '5' : '200', HOME: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString()
    onStdout?.(() => child.kill('SIGINT'))
  })
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString()
  })
  return new Promise(resolve => child.once('close', exitCode => resolve({ exitCode, stdout, stderr })))
}

const jsonLines = ({ stdout }: Ended) =>
  stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as Record<string, unknown>)

test('apply --restart --json prints events and last of all the result, nothing else, and exits with 0', async () => {
  const ended = await drydock(tempDir(), ['apply', STABLE, 'practice', '--restart', '--json'])
  const lines = jsonLines(ended)
  expect(lines.at(-1)).toMatchObject({ kind: 'result', outcome: 'booted', machine: 'practice', requested: STABLE })
  expect(lines.at(-1)?.digest).toBe(lines.at(-1)?.bootedDigest)
  expect(lines.slice(0, -1).map(event => event.seq)).toEqual(lines.slice(0, -1).map((_, i) => i + 1))
  expect(ended).toMatchObject({ exitCode: 0, stderr: '' })
})

test('without --restart the system is staged, and that is what it is called', async () => {
  const ended = await drydock(tempDir(), ['apply', STABLE, 'practice'])
  expect(ended.exitCode).toBe(0)
  expect(ended.stdout).toContain('It starts with the next restart')
})

test('--dry-run prints the plan with its commands and changes nothing', async () => {
  const dataDir = tempDir()
  const text = await drydock(dataDir, ['apply', STABLE, 'practice', '--dry-run'])
  expect(text.stdout).toContain('rpm-ostree rebase --bypass-driver ostree-unverified-image:docker://')
  const json = await drydock(dataDir, ['apply', STABLE, 'practice', '--dry-run', '--json'])
  expect(JSON.parse(json.stdout)).toMatchObject({ action: 'rebase', machineId: 'practice' })
  const history = await drydock(dataDir, ['history', '--json'])
  expect(JSON.parse(history.stdout)).toEqual([])
})

test.each([
  ['an unknown machine', ['apply', STABLE, 'nowhere', '--json'], 3, 'machine/not-found'],
  ['no image reference', ['apply', 'foobar://x', 'practice', '--json'], 2, 'image/invalid-reference'],
  ['an unknown transport', ['apply', 'oci-dir:/x', 'practice', '--json'], 2, 'image/invalid-reference'],
  ['an option that is none', ['apply', STABLE, 'practice', '--json', '--frobnicate'], 2, 'usage/invalid'],
  ['too few words', ['apply', '--json'], 2, 'usage/invalid'],
  [
    'a tag that is not there',
    ['apply', 'quay.io/fedora/fedora-coreos:nope', 'practice', '--json'],
    5,
    'image/not-found',
  ],
] as const)('%s: %#', async (_title, words, exitCode, code) => {
  const ended = await drydock(tempDir(), words)
  expect(ended.exitCode).toBe(exitCode)
  expect(jsonLines(ended).at(-1)).toMatchObject({ kind: 'result', outcome: 'failed', error: { code } })
  expect(ended.stderr).not.toBe('')
})

test.each([
  ['came-back-old', 6, 'verify/old-system'],
  ['sudo-refused', 4, 'plan/blocked'],
  ['policy-refuses', 5, 'image/policy-refused'],
] as const)('practice trouble %s exits with %i', async (trouble, exitCode, code) => {
  const dataDir = tempDir()
  await drydock(dataDir, ['practice', 'practice', '--trouble', trouble])
  const words = [
    'apply',
    STABLE,
    'practice',
    '--restart',
    '--json',
    ...(code === 'image/policy-refused' ? ['--signed'] : []),
  ]
  const ended = await drydock(dataDir, words)
  expect(ended.exitCode).toBe(exitCode)
  expect(jsonLines(ended).at(-1)).toMatchObject({ outcome: 'failed', error: { code } })
})

test('Ctrl-C cancels the job, cleans up and exits with 130', async () => {
  let isKilled = false
  let seen = 0
  const ended = await drydock(tempDir(), ['apply', STABLE, 'practice', '--json'], kill => {
    seen++
    if (!isKilled && seen > 8) {
      isKilled = true
      kill()
    }
  })
  expect(jsonLines(ended).at(-1)).toMatchObject({ kind: 'result', outcome: 'cancelled' })
  expect(ended.exitCode).toBe(130)
})

test('machines, images, status, resolve and history print one JSON document each', async () => {
  const dataDir = tempDir()
  await drydock(dataDir, ['apply', 'localhost/my-os:dev', 'practice', '--restart'])
  const read = async (...words: string[]) => JSON.parse((await drydock(dataDir, [...words, '--json'])).stdout)
  expect((await read('machines')).map((machine: { id: string }) => machine.id)).toContain('practice')
  expect((await read('images', 'practice'))[0]).toMatchObject({ isBootable: true })
  expect((await read('status', 'practice')).facts.backend).toBe('rpm-ostree')
  expect(await read('resolve', 'localhost/my-os:dev', 'practice')).toMatchObject({ via: 'direct', store: 'user' })
  expect((await read('history'))[0].state.verdict.outcome).toBe('booted')
})

test('--version says the version and nothing else', async () => {
  expect((await drydock(tempDir(), ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test('--help names every command and every exit code', async () => {
  const { stdout, exitCode } = await drydock(join(tempDir(), 'x'), ['--help'])
  for (const word of ['apply', 'machines', 'status', 'images', 'resolve', 'history', 'practice', '130']) {
    expect(stdout).toContain(word)
  }
  expect(exitCode).toBe(0)
})

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openSavedMachines } from '../../../electron/machines/saved-machines.ts'
import { startPracticeMachine } from '../../../electron/practice/practice-machine.ts'
import { runDrydock } from '../../support/run-drydock.ts'
import { tempDir } from '../../support/temp-dir.ts'

const STABLE = 'quay.io/fedora/fedora-coreos:stable'

/** A machine that lives longer than the command line, and a home in which it is known. */
async function openGround(speed: number) {
  const home = tempDir()
  const machine = await startPracticeMachine({ name: 'target', backend: 'rpm-ostree', speed })
  onTestFinished(() => machine.close())
  const keyPath = join(home, 'key')
  writeFileSync(keyPath, machine.privateKey, { mode: 0o600 })
  mkdirSync(join(home, '.ssh'))
  writeFileSync(join(home, '.ssh', 'known_hosts'), `[127.0.0.1]:${machine.port} ssh-ed25519 ${machine.hostKey}\n`)
  const { host, port, user } = machine
  openSavedMachines(home).add([{ kind: 'address', name: 'target', host, port, user, keyPath, jump: '' }])
  return { home, machine, drydock: (...words: string[]) => runDrydock(words, { home }) }
}

/** `apply` killed in the middle of the staging. */
async function killedWhileStaging(speed = 10, ...words: string[]) {
  const ground = await openGround(speed)
  const killed = await runDrydock(['apply', STABLE, 'target', '--json', ...words], {
    home: ground.home,
    onLine: (line, child) => void (line.includes('"progress"') && line.includes('Fetching') && child.kill('SIGKILL')),
  })
  expect(killed.exitCode).toBeNull()
  return ground
}

const lastLine = ({ stdout }: { readonly stdout: string }) => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')

test('a killed job is told as unfinished, keeps its machine, and is brought to its end by “resume”', async () => {
  const { drydock } = await killedWhileStaging()
  const history = await drydock('history')
  expect(history.stdout).toMatch(/unfinished +Go on with it: drydock resume \d{8}-/)
  expect(lastLine(await drydock('history', '--json'))[0].isUnfinished).toBe(true)
  const again = await drydock('apply', STABLE, 'target', '--json')
  expect([again.exitCode, lastLine(again).error.code]).toEqual([4, 'machine/unfinished'])
  const resumed = await drydock('resume', '--json')
  expect(lastLine(resumed)).toMatchObject({ kind: 'result', outcome: 'staged' })
  expect(resumed.exitCode).toBe(0)
  expect((await drydock('resume')).stdout).toBe('There is no unfinished job.\n')
})

test('“cancel” ends it and what it started there', async () => {
  // As slow as life, so that the staging goes on for as long as it takes to cancel it.
  const { drydock, machine } = await killedWhileStaging(1)
  const cancelled = await drydock('cancel')
  expect(cancelled.exitCode).toBe(130)
  expect(cancelled.stdout).toContain('Nothing is staged.')
  expect(machine.snapshot().deployments.some(each => each.staged)).toBe(false)
  expect((await drydock('doctor', 'target')).exitCode).toBe(0)
})

test('what was staged can be discarded', async () => {
  const { drydock, machine } = await openGround(200)
  await drydock('apply', STABLE, 'target')
  expect(machine.snapshot().deployments.some(each => each.staged)).toBe(true)
  expect((await drydock('discard', 'target')).exitCode).toBe(0)
  expect(machine.snapshot().deployments.some(each => each.staged)).toBe(false)
})

test('“doctor” says who holds a machine, and repairs only what it is asked for', async () => {
  const { drydock, machine } = await openGround(200)
  machine.setTrouble('transaction-running')
  const found = await drydock('doctor', 'target')
  expect(found.exitCode).toBe(4)
  expect(found.stdout).toContain('somebody with the rpm-ostree command (session-7.scope)')
  expect(found.stdout).toContain('drydock doctor target --repair cancel')
  expect((await drydock('doctor', 'target', '--json')).exitCode).toBe(4)
  expect((await drydock('doctor', 'target', '--repair', 'cancel')).stdout).toContain('Nothing stands in the way')
  expect((await drydock('doctor', 'target', '--repair', 'hammer')).exitCode).toBe(2)
})

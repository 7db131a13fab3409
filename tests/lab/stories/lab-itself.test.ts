/** What the lab promises about itself. */

import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { isProcessAlive } from '../../../electron/lib/is-process-alive.ts'
import { labGrounds } from '../lab-ground.ts'

const open = labGrounds()

test('a machine reaches its registry and nothing else, neither this computer nor beyond', async () => {
  const { lab } = await open('rpm-ostree')
  const reaches = async (address: string): Promise<boolean> =>
    (await lab.ssh(['timeout', '3', 'bash', '-c', `true </dev/tcp/${address}`])).exitCode === 0
  expect(await reaches('registry.lab/5000')).toBe(true)
  for (const address of ['10.0.2.2/22', `10.0.2.2/${lab.port}`, '10.0.2.3/53', '192.0.2.1/80']) {
    expect(await reaches(address), address).toBe(false)
  }
})

/** Everything that runs in a directory: QEMU, its registry, and what watches over them. */
const processesIn = (directory: string): readonly number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && workingDirectory(name).startsWith(directory))
    .map(Number)

function workingDirectory(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}

test('a test run that is killed leaves no machine, no registry and no file behind', async () => {
  const start = new URL('../start.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [start], { stdio: ['ignore', 'pipe', 'ignore'] })
  let directory = ''
  for await (const line of createInterface({ input: child.stdout })) {
    const path = /^Its console: (.*)/.exec(line)?.[1]
    if (path === undefined) continue
    directory = dirname(path)
    break
  }
  const pids = processesIn(directory)
  expect(pids.length).toBeGreaterThanOrEqual(4)
  child.kill('SIGKILL')
  await expect.poll(() => pids.filter(isProcessAlive), { timeout: 20_000 }).toEqual([])
  await expect.poll(() => existsSync(directory), { timeout: 20_000 }).toBe(false)
})

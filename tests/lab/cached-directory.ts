/**
 * Directories that are expensive to make, kept outside the repository: `~/.cache/drydock-lab/<name>-<key>`. One is built in a
 * temporary directory beside its place and renamed, so that a build that was killed leaves nothing that looks finished.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isProcessAlive } from '../../electron/lib/is-process-alive.ts'

const root = (): string => process.env.DRYDOCK_LAB_CACHE ?? join(homedir(), '.cache', 'drydock-lab')

const touch = (path: string): void => utimesSync(path, new Date(), new Date())

const ownerOf = (lock: string): number => Number(readFileSync(lock, 'utf8'))

function isTaken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return false
  } catch {
    // The owner may have finished between the two looks: then the next look finds it free.
    if (existsSync(lock) && !isProcessAlive(ownerOf(lock))) rmSync(lock, { force: true })
    return true
  }
}

async function whileLocked<T>(lock: string, work: () => Promise<T>): Promise<T> {
  while (isTaken(lock)) await delay(500)
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}

/** Keeps the newest other one (another branch may want it again) and forgets the rest. Only under the lock of `name`. */
function prune(name: string, current: string): void {
  const age = (path: string): number => statSync(path).mtimeMs
  const others = readdirSync(root())
    .filter(entry => entry.startsWith(`${name}-`) && entry !== current)
    .map(entry => join(root(), entry))
    .sort((one, other) => age(other) - age(one))
  const unfinished = others.filter(path => path.endsWith('.part'))
  const finished = others.filter(path => !path.endsWith('.part'))
  for (const path of [...unfinished, ...finished.slice(1)]) rmSync(path, { recursive: true, force: true })
}

async function build(target: string, work: (directory: string) => Promise<void>): Promise<void> {
  const part = `${target}.part`
  rmSync(part, { recursive: true, force: true })
  mkdirSync(part)
  await work(part)
  renameSync(part, target)
}

/** The directory called `name` for `key`; `work` makes it if it is not there yet. Two at once wait for one another. */
export async function cachedDirectory(
  name: string,
  key: string,
  work: (directory: string) => Promise<void>,
): Promise<string> {
  mkdirSync(root(), { recursive: true })
  const target = join(root(), `${name}-${key}`)
  await whileLocked(join(root(), `${name}.lock`), async () => {
    if (!existsSync(target)) await build(target, work)
    touch(target)
    prune(name, `${name}-${key}`)
  })
  return target
}

import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, writeFile } from '../system/files.ts'
import { fail, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { hasFlag, readOptions, valueOfOption } from './options.ts'

const LOOK_AGAIN_MS = 100

/** Waits for a path to be free; whether it was in time. */
async function isFree({ world, signal }: Process, path: string, key: object, waitMs: number): Promise<boolean> {
  for (let waitedMs = 0; world.locks.has(path) && world.locks.get(path) !== key; waitedMs += LOOK_AGAIN_MS) {
    if (waitedMs >= waitMs) return false
    await world.clock.sleep(LOOK_AGAIN_MS, signal)
  }
  return true
}

/** flock(1): `flock [-n|-w SECONDS] [-E CODE] FILE COMMAND…`, or the number of an open file, which keeps the lock. */
export const flock: Program = async process => {
  const { world, user, cwd } = process
  const options = readOptions(process.argv.slice(1), { flags: ['-n'], values: ['-w', '-E'], stopsAtOperand: true })
  const [operand = '', ...argv] = options.operands
  const busy = Number(valueOfOption(options, '-E') ?? 1)
  const waitMs = hasFlag(options, '-n') ? 0 : Number(valueOfOption(options, '-w') ?? Number.POSITIVE_INFINITY) * 1000
  if (/^[0-9]+$/.test(operand) && argv.length === 0) {
    const open = process.outputs.get(Number(operand))
    if (open?.path === undefined) return fail(process, 65, `flock: ${operand}: Bad file descriptor`)
    if (!(await isFree(process, open.path, open, waitMs))) return busy
    world.locks.set(open.path, open)
    return 0
  }
  if (argv.length === 0) throw new UnsupportedUse('flock needs a command behind a file')
  const path = resolvePath(cwd, operand)
  const problem = lookAt(world, path)
    ? accessProblem(world, user, path, 'r')
    : writeFile(world, user, path, Buffer.alloc(0))
  if (problem) return fail(process, 66, `flock: cannot open lock file ${operand}: ${problem}`)
  const key = {}
  if (!(await isFree(process, path, key, waitMs))) return busy
  world.locks.set(path, key)
  try {
    return await process.spawn({ ...process, argv })
  } finally {
    world.locks.delete(path)
  }
}

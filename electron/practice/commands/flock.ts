import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, writeFile } from '../system/files.ts'
import { fail, type Program, UnsupportedUse } from '../system/process.ts'
import { hasFlag, readOptions, valueOfOption } from './options.ts'

const LOOK_AGAIN_MS = 100

/** flock(1): `flock [-n|-w SECONDS] [-E CODE] FILE COMMAND…`. */
export const flock: Program = async process => {
  const { world, user, cwd, signal } = process
  const options = readOptions(process.argv.slice(1), { flags: ['-n'], values: ['-w', '-E'], stopsAtOperand: true })
  const [operand = '', ...argv] = options.operands
  if (argv.length === 0) throw new UnsupportedUse('flock needs a file and a command here')
  const path = resolvePath(cwd, operand)
  const problem = lookAt(world, path)
    ? accessProblem(world, user, path, 'r')
    : writeFile(world, user, path, Buffer.alloc(0))
  if (problem) return fail(process, 66, `flock: cannot open lock file ${operand}: ${problem}`)
  const waitMs = hasFlag(options, '-n') ? 0 : Number(valueOfOption(options, '-w') ?? Number.POSITIVE_INFINITY) * 1000
  for (let waitedMs = 0; world.locks.has(path); waitedMs += LOOK_AGAIN_MS) {
    if (waitedMs >= waitMs) return Number(valueOfOption(options, '-E') ?? 1)
    await world.clock.sleep(LOOK_AGAIN_MS, signal)
  }
  world.locks.add(path)
  try {
    return await process.spawn({ ...process, argv })
  } finally {
    world.locks.delete(path)
  }
}

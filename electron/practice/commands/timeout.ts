import { fail, ProcessKilled, type Program, UnsupportedUse } from '../system/process.ts'
import { isProgram } from '../system/program-names.ts'
import { readOptions } from './options.ts'

/** timeout(1): ends a command after so many seconds (at the machine’s speed) with exit code 124. */
export const timeout: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: [], values: ['-k', '-s'], stopsAtOperand: true })
  const [seconds = '', ...argv] = operands
  if (!/^[0-9]+(?:\.[0-9]+)?s?$/.test(seconds)) throw new UnsupportedUse(`unsupported time '${seconds}'`)
  const [name = ''] = argv
  if (!isProgram(process.world, name)) {
    return fail(process, 127, `timeout: failed to run command ‘${name}’: No such file or directory`)
  }
  const late = new ProcessKilled('TERM')
  const controller = new AbortController()
  const done = new AbortController()
  void process.world.clock.sleep(Number.parseFloat(seconds) * 1000, done.signal).then(
    () => controller.abort(late),
    () => {},
  )
  try {
    return await process.spawn({ ...process, argv, signal: AbortSignal.any([process.signal, controller.signal]) })
  } catch (thrown) {
    if (thrown === late) return 124
    throw thrown
  } finally {
    done.abort()
  }
}

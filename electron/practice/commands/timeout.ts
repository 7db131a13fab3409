import { ProcessKilled, type Program, UnsupportedUse } from '../system/process.ts'
import { readOptions } from './options.ts'

/** timeout(1): ends a command after so many seconds (at the machine’s speed) with exit code 124. */
export const timeout: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: [], values: ['-k', '-s'], stopsAtOperand: true })
  const [seconds = '', ...argv] = operands
  if (!/^[0-9]+(?:\.[0-9]+)?s?$/.test(seconds)) throw new UnsupportedUse(`unsupported time '${seconds}'`)
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

import { fail, type Program } from '../system/process.ts'

/** sleep(1) at the machine’s speed. */
export const sleep: Program = async process => {
  const [seconds = ''] = process.argv.slice(1)
  if (!/^[0-9]+(?:\.[0-9]+)?$/.test(seconds)) return fail(process, 1, `sleep: invalid time interval '${seconds}'`)
  await process.world.clock.sleep(Number(seconds) * 1000, process.signal)
  return 0
}

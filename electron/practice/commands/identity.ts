import { fail, out, type Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

const KERNEL = '6.17.1-300.fc43'

/** uname(1): `-m`, `-r`, `-s`, `-n`, `-a`. */
export const uname: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-m', '-r', '-s', '-n', '-a', '-o'] })
  const { name, state } = process.world
  const release = `${KERNEL}.${state.architecture}`
  const version = '#1 SMP PREEMPT_DYNAMIC Mon Oct 6 00:00:00 UTC 2025'
  const fields = [
    [['-s'], 'Linux'],
    [['-n'], name],
    [['-r'], release],
    [[], version],
    [['-m'], state.architecture],
    [['-o'], 'GNU/Linux'],
  ] as const
  const asked = options.flags.size === 0 ? new Set(['-s']) : options.flags
  const shown = fields.filter(([flags]) => asked.has('-a') || flags.some(flag => asked.has(flag)))
  await out(process, `${shown.map(([, text]) => text).join(' ')}\n`)
  return 0
}

/** id(1): `-u`, `-un`, `-g`, or everything. */
export const id: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-u', '-n', '-g', '-G'] })
  const { name, uid } = process.user
  const isOne = hasFlag(options, '-u', '-g', '-G')
  const all = `uid=${uid}(${name}) gid=${uid}(${name}) groups=${uid}(${name})`
  await out(process, `${isOne ? (hasFlag(options, '-n') ? name : uid) : all}\n`)
  return 0
}

export const whoami: Program = async process => {
  await out(process, `${process.user.name}\n`)
  return 0
}

/** hostname(1), reading only. */
export const hostname: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-s', '-f'] })
  if (options.operands.length > 0) return fail(process, 1, 'hostname: you must be root to change the host name')
  await out(process, `${process.world.name}\n`)
  return 0
}

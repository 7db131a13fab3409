import type { Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

/** xargs(1): what standard input lists, behind the command’s own words, in one run; `-r` runs nothing for nothing. */
export const xargs: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-r'], stopsAtOperand: true })
  const words = (await process.stdin.readAll())
    .toString()
    .split(/\s+/)
    .filter(word => word !== '')
  if (words.length === 0 && hasFlag(options, '-r')) return 0
  const command = options.operands.length === 0 ? ['echo'] : options.operands
  const exitCode = await process.spawn({ ...process, argv: [...command, ...words] })
  return exitCode === 0 || exitCode > 125 ? exitCode : 123
}

import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, readBytes } from '../system/files.ts'
import { fail, out, type Program, UnsupportedUse } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

/** wc(1) with `-l` or `-c`. */
export const wc: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-l', '-c'] })
  if (options.flags.size !== 1) throw new UnsupportedUse('one of -l and -c is needed')
  for (const operand of options.operands.length === 0 ? ['-'] : options.operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = operand === '-' ? undefined : accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 1, `wc: ${operand}: ${problem}`)
    const content =
      operand === '-' ? await process.stdin.readAll() : (readBytes(process.world, path) ?? Buffer.alloc(0))
    const count = hasFlag(options, '-c') ? content.length : content.toString().split('\n').length - 1
    await out(process, operand === '-' ? `${count}\n` : `${count} ${operand}\n`)
  }
  return 0
}

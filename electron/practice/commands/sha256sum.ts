import { sha256 } from '../system/digest.ts'
import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, readBytes } from '../system/files.ts'
import { fail, out, type Program } from '../system/process.ts'
import { readOptions } from './options.ts'

/** sha256sum(1). A file that only takes room is said to hold what its name says, as a blob of an image does. */
export const sha256sum: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: [] })
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = operand === '-' ? undefined : accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 1, `sha256sum: ${operand}: ${problem}`)
    const content = operand === '-' ? await process.stdin.readAll() : readBytes(process.world, path)
    const named = /\/([0-9a-f]{64})$/.exec(path)?.[1]
    await out(process, `${content ? sha256(content) : (named ?? sha256(''))}  ${operand}\n`)
  }
  return 0
}

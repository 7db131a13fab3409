import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, treeOf } from '../system/files.ts'
import { fail, out, type Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

/** du(1) with `-s`, and `-b` or `-k`. */
export const du: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-s', '-b', '-k'] })
  for (const operand of options.operands.length === 0 ? ['.'] : options.operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 1, `du: cannot access '${operand}': ${problem}`)
    const sizes = treeOf(process.world, path).map(each => lookAt(process.world, each)?.sizeBytes ?? 0)
    const sizeBytes = sizes.reduce((sum, size) => sum + size, 0)
    await out(process, `${hasFlag(options, '-b') ? sizeBytes : Math.ceil(sizeBytes / 1024)}\t${operand}\n`)
  }
  return 0
}

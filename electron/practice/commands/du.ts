import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, treeOf } from '../system/files.ts'
import { fail, out, type Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

/** du(1) with `-s`, and `-b` or `-k`. */
export const du: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-s', '-b', '-k'] })
  let exitCode = 0
  for (const operand of options.operands.length === 0 ? ['.'] : options.operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = accessProblem(process.world, process.user, path, 'r')
    if (problem) {
      exitCode = await fail(process, 1, `du: cannot access '${operand}': ${problem}`)
      continue
    }
    const files = treeOf(process.world, path).map(each => [each, lookAt(process.world, each)] as const)
    const unique = new Map(files.map(([each, file]) => [file?.inode ?? each, file?.sizeBytes ?? 0]))
    const sizeBytes = [...unique.values()].reduce((sum, size) => sum + size, 0)
    await out(process, `${hasFlag(options, '-b') ? sizeBytes : Math.ceil(sizeBytes / 1024)}\t${operand}\n`)
  }
  return exitCode
}

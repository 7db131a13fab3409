import { resolvePath } from '../system/file-paths.ts'
import { lookAt, writeFile } from '../system/files.ts'
import { fail, type Program } from '../system/process.ts'
import { readOptions } from './options.ts'

/** touch(1): makes empty files. */
export const touch: Program = async process => {
  const { world, user, cwd } = process
  for (const operand of readOptions(process.argv.slice(1), { flags: [] }).operands) {
    const path = resolvePath(cwd, operand)
    if (lookAt(world, path)) continue
    const problem = writeFile(world, user, path, Buffer.alloc(0))
    if (problem) return fail(process, 1, `touch: cannot touch '${operand}': ${problem}`)
  }
  world.changed()
  return 0
}

import { resolvePath } from '../system/file-paths.ts'
import { entriesOf, lookAt, removeEntry, treeOf } from '../system/files.ts'
import { err, fail, type Process, type Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

function removeTree({ world, user }: Process, path: string): string | undefined {
  for (const each of [...treeOf(world, path)].reverse()) {
    const problem = removeEntry(world, user, each)
    if (problem) return problem
  }
  return undefined
}

function removeOperand(process: Process, operand: string, isForced: boolean, isRecursive: boolean): string | undefined {
  const path = resolvePath(process.cwd, operand)
  const found = lookAt(process.world, path)
  if (!found) return isForced ? undefined : 'No such file or directory'
  if (found.kind === 'directory' && !isRecursive) return 'Is a directory'
  return removeTree(process, path)
}

/** rm(1) with `-r` and `-f`. */
export const rm: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-r', '-R', '-f', '--recursive', '--force'] })
  const isForced = hasFlag(options, '-f', '--force')
  const isRecursive = hasFlag(options, '-r', '-R', '--recursive')
  if (options.operands.length === 0 && !isForced) return fail(process, 1, 'rm: missing operand')
  let exitCode = 0
  for (const operand of options.operands) {
    const problem = removeOperand(process, operand, isForced, isRecursive)
    if (problem === undefined) continue
    await err(process, `rm: cannot remove '${operand}': ${problem}\n`)
    exitCode = 1
  }
  process.world.changed()
  return exitCode
}

/** rmdir(1): empty directories only. */
export const rmdir: Program = async process => {
  const { world, user, cwd } = process
  for (const operand of readOptions(process.argv.slice(1), { flags: [] }).operands) {
    const path = resolvePath(cwd, operand)
    const isFile = lookAt(world, path)?.kind === 'file'
    const isFull = entriesOf(world, path).length > 0
    const problem = isFile ? 'Not a directory' : isFull ? 'Directory not empty' : removeEntry(world, user, path)
    if (problem) return fail(process, 1, `rmdir: failed to remove '${operand}': ${problem}`)
  }
  world.changed()
  return 0
}

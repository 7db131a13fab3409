import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, readBytes } from '../system/files.ts'
import { err, out, type Program } from '../system/process.ts'
import { readOptions } from './options.ts'

/** cat(1): the named files, or standard input. */
export const cat: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: [] })
  let exitCode = 0
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    if (operand === '-') {
      for (let chunk = await process.stdin.readChunk(); chunk; chunk = await process.stdin.readChunk()) {
        await out(process, chunk)
      }
      continue
    }
    const path = resolvePath(process.cwd, operand)
    const isDirectory = lookAt(process.world, path)?.kind === 'directory'
    const problem =
      accessProblem(process.world, process.user, path, 'r') ?? (isDirectory ? 'Is a directory' : undefined)
    if (problem) {
      await err(process, `cat: ${operand}: ${problem}\n`)
      exitCode = 1
    } else {
      await out(process, readBytes(process.world, path) ?? '')
    }
  }
  return exitCode
}

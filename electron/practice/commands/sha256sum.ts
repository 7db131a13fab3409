import { sha256 } from '../system/digest.ts'
import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, readBytes } from '../system/files.ts'
import { fail, out, type Program } from '../system/process.ts'
import type { World } from '../system/world.ts'
import { readOptions } from './options.ts'

/** What is known of a file’s content that is not kept. */
function knownHash(world: World, path: string): string | undefined {
  const file = lookAt(world, path)
  return file?.sha256 ?? /\/([0-9a-f]{64})$/.exec(path)?.[1]
}

/** sha256sum(1). A file that only takes room is said to hold what its name says, as a blob of an image does. */
export const sha256sum: Program = async process => {
  const { operands } = readOptions(process.argv.slice(1), { flags: [] })
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = operand === '-' ? undefined : accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 1, `sha256sum: ${operand}: ${problem}`)
    const content = operand === '-' ? await process.stdin.readAll() : readBytes(process.world, path)
    const hash = content ? sha256(content) : knownHash(process.world, path) || sha256('')
    await out(process, `${hash}  ${operand}\n`)
  }
  return 0
}

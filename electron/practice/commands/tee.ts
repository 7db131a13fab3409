import { resolvePath } from '../system/file-paths.ts'
import { readBytes, writeFile } from '../system/files.ts'
import { err, out, type Program } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

/** tee(1) with `-a`. */
export const tee: Program = async process => {
  const { world, user, cwd } = process
  const options = readOptions(process.argv.slice(1), { flags: ['-a'] })
  const content = await process.stdin.readAll()
  let exitCode = 0
  for (const operand of options.operands) {
    const path = resolvePath(cwd, operand)
    const before = hasFlag(options, '-a') ? (readBytes(world, path) ?? Buffer.alloc(0)) : Buffer.alloc(0)
    const problem = path === '/dev/null' ? undefined : writeFile(world, user, path, Buffer.concat([before, content]))
    if (!problem) continue
    await err(process, `tee: ${operand}: ${problem}\n`)
    exitCode = 1
  }
  world.changed()
  await out(process, content)
  return exitCode
}

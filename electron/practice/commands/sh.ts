import { runScript } from '../shell/run-script.ts'
import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, readText } from '../system/files.ts'
import { fail, type Process, type Program, UnsupportedUse } from '../system/process.ts'

/** The script of `sh FILE`, and what follows it. */
async function runFile(process: Process, operand: string, rest: readonly string[]): Promise<number> {
  const path = resolvePath(process.cwd, operand)
  const problem = accessProblem(process.world, process.user, path, 'r')
  if (problem) return fail(process, problem === 'No such file or directory' ? 127 : 126, `sh: ${operand}: ${problem}`)
  return runScript(process, readText(process.world, path) ?? '', operand, rest)
}

/** sh(1) and bash(1): `sh -c SCRIPT [NAME [ARGUMENT…]]`, `sh FILE [ARGUMENT…]`, or a script on standard input. */
export const sh: Program = async process => {
  const words = process.argv.slice(1).filter(word => word !== '--norc')
  const [first, second, name = 'sh', ...positional] = words
  if (first === '-c' && second !== undefined) return runScript(process, second, name, positional)
  if (first === undefined || first === '-s') return runScript(process, (await process.stdin.readAll()).toString())
  if (first.startsWith('-')) throw new UnsupportedUse(`unsupported option '${first}'`)
  return runFile(process, first, words.slice(1))
}

import { resolvePath } from '../system/file-paths.ts'
import { readText } from '../system/files.ts'
import { err, fail, out, type Process, type Program } from '../system/process.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** In a basic expression `+ ? | ( ) { }` are ordinary characters. */
const basicToRegExp = (pattern: string): string =>
  pattern.replace(/[+?|(){}]/g, '\\$&').replace(/\\\\([+?|(){}])/g, '$1')

function matcher(options: ReadOptions, pattern: string): RegExp | undefined {
  const source = hasFlag(options, '-F')
    ? escapeRegExp(pattern)
    : hasFlag(options, '-E')
      ? pattern
      : basicToRegExp(pattern)
  try {
    return new RegExp(hasFlag(options, '-x') ? `^(?:${source})$` : source, hasFlag(options, '-i') ? 'i' : '')
  } catch {
    return undefined
  }
}

async function linesOf(process: Process, operand: string): Promise<readonly string[] | undefined> {
  const text =
    operand === '-'
      ? (await process.stdin.readAll()).toString()
      : readText(process.world, resolvePath(process.cwd, operand))
  return text?.replace(/\n$/, '').split('\n')
}

/** grep(1): `-q -c -v -i -x -F -E -e -o` without file names. */
export const grep: Program = async process => {
  const flags = ['-q', '-c', '-v', '-i', '-x', '-F', '-E', '-s']
  const options = readOptions(process.argv.slice(1), { flags, values: ['-e'] })
  const given = valueOfOption(options, '-e')
  const [pattern = '', ...operands] = given === undefined ? options.operands : [given, ...options.operands]
  const expression = matcher(options, pattern)
  if (!expression) return fail(process, 2, 'grep: Invalid regular expression')
  let count = 0
  for (const operand of operands.length === 0 ? ['-'] : operands) {
    const lines = await linesOf(process, operand)
    if (!lines) {
      if (!hasFlag(options, '-s')) await err(process, `grep: ${operand}: No such file or directory\n`)
      return 2
    }
    const found = lines.filter(line => expression.test(line) !== hasFlag(options, '-v'))
    count += found.length
    if (!hasFlag(options, '-q', '-c')) await out(process, found.map(line => `${line}\n`).join(''))
  }
  if (hasFlag(options, '-c')) await out(process, `${count}\n`)
  return count > 0 ? 0 : 1
}

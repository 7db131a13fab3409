import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, readBytes } from '../system/files.ts'
import { fail, out, type Process, type Program } from '../system/process.ts'
import { readOptions, valueOfOption } from './options.ts'

type Cut = (items: readonly string[] | Buffer, count: number) => readonly string[] | Buffer

async function run(process: Process, name: string, cut: Cut): Promise<number> {
  const arguments_ = process.argv.slice(1).map(each => (/^-[0-9]+$/.test(each) ? `-n${each.slice(1)}` : each))
  const options = readOptions(arguments_, { flags: [], values: ['-n', '-c'] })
  for (const operand of options.operands.length === 0 ? ['-'] : options.operands) {
    const path = resolvePath(process.cwd, operand)
    const problem = operand === '-' ? undefined : accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 1, `${name}: cannot open '${operand}' for reading: ${problem}`)
    const content =
      operand === '-' ? await process.stdin.readAll() : (readBytes(process.world, path) ?? Buffer.alloc(0))
    const bytes = valueOfOption(options, '-c')
    if (bytes !== undefined) {
      await out(process, cut(content, Number(bytes)) as Buffer)
      continue
    }
    const lines = content.toString().match(/[^\n]*\n|[^\n]+$/g) ?? []
    await out(process, (cut(lines, Number(valueOfOption(options, '-n') ?? 10)) as readonly string[]).join(''))
  }
  return 0
}

/** `head -c N` of standard input: not a byte more is read, so that what comes behind is there for the next one. */
async function passOn(process: Process, count: number): Promise<number> {
  for (let left = count; left > 0; ) {
    const chunk = await process.stdin.readUpTo(left)
    if (!chunk) break
    left -= chunk.length
    await out(process, chunk)
  }
  return 0
}

/** head(1) with `-n` and `-c`. */
export const head: Program = process => {
  const [option, count = ''] = process.argv.slice(1)
  if (option === '-c' && process.argv.length === 3 && /^[0-9]+$/.test(count)) return passOn(process, Number(count))
  return run(process, 'head', (items, wanted) => items.slice(0, wanted))
}

/** tail(1) with `-n` and `-c`. */
export const tail: Program = process =>
  run(process, 'tail', (items, count) => items.slice(Math.max(0, items.length - count)))

import { nameOf, resolvePath } from '../system/file-paths.ts'
import { accessProblem, entriesOf, lookAt } from '../system/files.ts'
import { fail, out, type Process, type Program } from '../system/process.ts'
import { modeText, ownerName } from './mode-text.ts'
import { hasFlag, type ReadOptions, readOptions } from './options.ts'

function line({ world }: Process, options: ReadOptions, path: string, shown: string): string {
  const file = lookAt(world, path)
  if (!file || !hasFlag(options, '-l')) return `${shown}\n`
  const owner = ownerName(file.uid)
  const day = new Date(file.modifiedMs).toISOString().slice(0, 16).replace('T', ' ')
  return `${modeText(file)} 1 ${owner} ${owner} ${file.sizeBytes} ${day} ${shown}\n`
}

/** ls(1) with `-1`, `-a`, `-A`, `-d` and `-l` (one line an entry, as off a terminal). */
export const ls: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-1', '-a', '-A', '-d', '-l', '-n'] })
  for (const operand of options.operands.length === 0 ? ['.'] : options.operands) {
    const path = resolvePath(process.cwd, operand)
    const found = lookAt(process.world, path)
    if (!found) return fail(process, 2, `ls: cannot access '${operand}': No such file or directory`)
    if (found.kind === 'file' || hasFlag(options, '-d')) {
      await out(process, line(process, options, path, operand))
      continue
    }
    const problem = accessProblem(process.world, process.user, path, 'r')
    if (problem) return fail(process, 2, `ls: cannot open directory '${operand}': ${problem}`)
    for (const entry of entriesOf(process.world, path)) {
      const name = nameOf(entry)
      if (!name.startsWith('.') || hasFlag(options, '-a', '-A')) await out(process, line(process, options, entry, name))
    }
  }
  return 0
}

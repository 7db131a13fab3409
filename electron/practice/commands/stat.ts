import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt, namesOf } from '../system/files.ts'
import { ownEntry } from '../system/own-entry.ts'
import { fail, out, type Program, UnsupportedUse } from '../system/process.ts'
import type { StoredFile } from '../system/snapshot.ts'
import { modeText, ownerName } from './mode-text.ts'
import { readOptions, valueOfOption } from './options.ts'

const FIELDS: Readonly<Record<string, (file: StoredFile, operand: string, names: number) => string>> = {
  a: file => file.mode.toString(8),
  A: file => modeText(file),
  F: file => (file.kind === 'directory' ? 'directory' : file.sizeBytes === 0 ? 'regular empty file' : 'regular file'),
  h: (_file, _operand, names) => String(names),
  n: (_, operand) => operand,
  s: file => String(file.sizeBytes),
  u: file => String(file.uid),
  U: file => ownerName(file.uid),
  Y: file => String(Math.floor(file.modifiedMs / 1000)),
  Z: file => String(Math.floor((file.changedMs ?? file.modifiedMs) / 1000)),
}

/** stat(1) with `-c FORMAT` (or `--format`). */
export const stat: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-L'], values: ['-c', '--format'] })
  const format = valueOfOption(options, '-c', '--format')
  if (format === undefined) throw new UnsupportedUse('only stat -c FORMAT is there')
  let exitCode = 0
  for (const operand of options.operands) {
    const path = resolvePath(process.cwd, operand)
    const file = lookAt(process.world, path)
    const problem = accessProblem(process.world, process.user, path, 'r')
    if (!file || problem === 'No such file or directory') {
      exitCode = await fail(process, 1, `stat: cannot statx '${operand}': ${problem ?? 'No such file or directory'}`)
      continue
    }
    const shown = format.replace(/%(.)/g, (_, letter: string) => {
      const field = ownEntry(FIELDS, letter)
      if (!field) throw new UnsupportedUse(`unsupported format '%${letter}'`)
      return field(file, operand, namesOf(process.world, path).length)
    })
    await out(process, `${shown}\n`)
  }
  return exitCode
}

import { nameOf, resolvePath } from '../system/file-paths.ts'
import { linkFile, lookAt, moveFile } from '../system/files.ts'
import { err, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { readOptions, valueOfOption } from './options.ts'

type Act = typeof linkFile

/** Applies an act to each file named, into a directory (`-t`, or the last operand) or onto one name. */
async function applyTo(process: Process, act: Act, verb: string): Promise<number> {
  const options = readOptions(process.argv.slice(1), { flags: ['-f'], values: ['-t'] })
  const target = valueOfOption(options, '-t')
  const operands = [...options.operands]
  const to = target ?? operands.pop()
  if (to === undefined || operands.length === 0) throw new UnsupportedUse('a file and a target are needed')
  const { world, user, cwd } = process
  const place = resolvePath(cwd, to)
  const isDirectory = lookAt(world, place)?.kind === 'directory'
  let exitCode = 0
  for (const operand of operands) {
    const from = resolvePath(cwd, operand)
    const problem = act(world, user, from, isDirectory ? `${place}/${nameOf(from)}` : place)
    if (problem === undefined) continue
    await err(process, `${verb} '${operand}': ${problem}\n`)
    exitCode = 1
  }
  world.changed()
  return exitCode
}

/** ln(1): hard links of files, with `-f` and `-t`. */
export const ln: Program = process => applyTo(process, linkFile, 'ln: failed to access')

/** mv(1): files only, with `-f`. */
export const mv: Program = process => applyTo(process, moveFile, 'mv: cannot stat')

import { parentOf, resolvePath } from '../system/file-paths.ts'
import { lookAt, makeDirectory } from '../system/files.ts'
import { fail, out, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { newPid } from '../system/world.ts'
import { hasFlag, readOptions, valueOfOption } from './options.ts'

const missingAbove = (process: Process, path: string): readonly string[] =>
  lookAt(process.world, path) ? [] : [...missingAbove(process, parentOf(path)), path]

/** mkdir(1) with `-p` and `-m`. */
export const mkdir: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-p', '--parents'], values: ['-m', '--mode'] })
  const mode = Number.parseInt(valueOfOption(options, '-m', '--mode') ?? '755', 8)
  if (Number.isNaN(mode)) throw new UnsupportedUse('modes are octal here')
  const hasParents = hasFlag(options, '-p', '--parents')
  for (const operand of options.operands) {
    const path = resolvePath(process.cwd, operand)
    if (hasParents && lookAt(process.world, path)?.kind === 'directory') continue
    const paths = hasParents && !lookAt(process.world, path) ? missingAbove(process, path) : [path]
    for (const each of paths) {
      const problem = makeDirectory(process.world, process.user, each, each === path ? mode : 0o755)
      if (problem) return fail(process, 1, `mkdir: cannot create directory ‘${operand}’: ${problem}`)
    }
  }
  process.world.changed()
  return 0
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

/** Not a secret: unique on this machine is enough. */
function fillTemplate(process: Process, template: string): string {
  let number = newPid(process.world) * 7919 + Date.now()
  return template.replace(/X+$/, marks =>
    [...marks]
      .map(() => {
        number = Math.floor((number * 31 + 17) % 2_147_483_647)
        return LETTERS[number % LETTERS.length] ?? 'x'
      })
      .join(''),
  )
}

/** mktemp(1) with `-d`, `-p` and a template. */
export const mktemp: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-d'], values: ['-p', '--tmpdir'] })
  if (!hasFlag(options, '-d')) throw new UnsupportedUse('only mktemp -d is there')
  const directory = valueOfOption(options, '-p', '--tmpdir')
  const [template = 'tmp.XXXXXXXXXX'] = options.operands
  if (!/X{3}$/.test(template)) return fail(process, 1, `mktemp: too few X's in template ‘${template}’`)
  const isPlaced = template.includes('/') && directory === undefined
  const filled = fillTemplate(process, isPlaced ? template : `${directory ?? '/tmp'}/${template}`)
  const problem = makeDirectory(process.world, process.user, resolvePath(process.cwd, filled), 0o700)
  if (problem) return fail(process, 1, `mktemp: failed to create directory via template ‘${template}’: ${problem}`)
  process.world.changed()
  await out(process, `${filled}\n`)
  return 0
}

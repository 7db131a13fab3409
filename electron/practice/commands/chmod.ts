import { resolvePath } from '../system/file-paths.ts'
import { lookAt, treeOf } from '../system/files.ts'
import { fail, type Process, type Program, UnsupportedUse } from '../system/process.ts'
import { hasFlag, readOptions } from './options.ts'

const WHO = { u: 0o700, g: 0o070, o: 0o007, a: 0o777 } as const
const WHAT = { r: 0o444, w: 0o222, x: 0o111 } as const

function bitsFor(permissions: string, mode: number, isDirectory: boolean): number {
  let bits = 0
  for (const letter of permissions) {
    if (letter === 'r' || letter === 'w' || letter === 'x') bits |= WHAT[letter]
    // X: search on directories and on what somebody may already run.
    else if (isDirectory || (mode & 0o111) !== 0) bits |= WHAT.x
  }
  return bits
}

/** A mode after `0755`, `o+rX` or `u=rw,go-w`. */
function changedMode(text: string, mode: number, isDirectory: boolean): number {
  if (/^[0-7]{3,4}$/.test(text)) return Number.parseInt(text, 8)
  let changed = mode
  for (const clause of text.split(',')) {
    const [, who, operator, permissions] = /^([ugoa]*)([-+=])([rwxX]*)$/.exec(clause) ?? []
    if (operator === undefined || permissions === undefined) throw new UnsupportedUse(`unsupported mode '${text}'`)
    const letters = [...(who || 'a')] as (keyof typeof WHO)[]
    const mask = letters.reduce((bits, letter) => bits | WHO[letter], 0)
    const bits = bitsFor(permissions, changed, isDirectory) & mask
    if (operator === '+') changed |= bits
    else if (operator === '-') changed &= ~bits
    else changed = (changed & ~mask) | bits
  }
  return changed
}

function changeOne({ world, user }: Process, path: string, mode: string): string | undefined {
  const file = lookAt(world, path)
  if (!file) return 'No such file or directory'
  const made = world.state.files[path]
  if (!made || (user.uid !== 0 && user.uid !== file.uid)) return 'Operation not permitted'
  world.state.files[path] = { ...made, mode: changedMode(mode, made.mode, made.kind === 'directory') }
  return undefined
}

/** chmod(1) with `-R`, octal and symbolic modes. */
export const chmod: Program = async process => {
  const options = readOptions(process.argv.slice(1), { flags: ['-R'] })
  const [mode = '', ...operands] = options.operands
  for (const operand of operands) {
    const path = resolvePath(process.cwd, operand)
    const paths = hasFlag(options, '-R') ? treeOf(process.world, path) : [path]
    for (const each of paths) {
      const problem = changeOne(process, each, mode)
      if (problem) return fail(process, 1, `chmod: changing permissions of '${each}': ${problem}`)
    }
  }
  process.world.changed()
  return 0
}

/** What the shell does itself, because it changes the shell. */

import { resolvePath } from '../system/file-paths.ts'
import { accessProblem, lookAt } from '../system/files.ts'
import { ownEntry } from '../system/own-entry.ts'
import { err, out } from '../system/process.ts'
import { childOf, type Shell, ShellExit } from './shell-state.ts'

/** `arguments_` are without the name. Gives the exit code. */
type Builtin = (shell: Shell, arguments_: readonly string[]) => Promise<number>

const say = (shell: Shell, text: string): Promise<void> => out(childOf(shell, [], new Map()), text)

const complain = async (shell: Shell, text: string): Promise<number> => {
  await err(childOf(shell, [], new Map()), `sh: line 1: ${text}\n`)
  return 1
}

const cd: Builtin = async (shell, words) => {
  const [target = shell.variables.get('HOME') ?? '/'] = words[0] === '--' ? words.slice(1) : words
  const { world, user } = shell.process
  const path = resolvePath(shell.cwd, target)
  const found = lookAt(world, path)
  if (found?.kind === 'file') return complain(shell, `cd: ${target}: Not a directory`)
  const problem = accessProblem(world, user, path, 'x')
  if (problem) return complain(shell, `cd: ${target}: ${problem}`)
  shell.cwd = path
  shell.variables.set('PWD', path)
  return 0
}

const pwd: Builtin = async shell => {
  await say(shell, `${shell.cwd}\n`)
  return 0
}

const exit: Builtin = async (shell, [code]) => {
  if (code === undefined) throw new ShellExit(shell.status)
  if (/^[0-9]+$/.test(code)) throw new ShellExit(Number(code) & 255)
  await complain(shell, `exit: ${code}: numeric argument required`)
  throw new ShellExit(2)
}

const exportVariables: Builtin = async (shell, names) => {
  for (const each of names) {
    const [, name, , value] = /^([A-Za-z_][A-Za-z0-9_]*)(=(.*))?$/s.exec(each) ?? []
    if (name === undefined) return complain(shell, `export: \`${each}': not a valid identifier`)
    if (value !== undefined) shell.variables.set(name, value)
    shell.exported.add(name)
  }
  return 0
}

const unset: Builtin = async (shell, names) => {
  for (const name of names) {
    shell.variables.delete(name)
    shell.exported.delete(name)
  }
  return 0
}

const shift: Builtin = async (shell, [count = '1']) => {
  if (Number(count) > shell.positional.length) return 1
  shell.positional = shell.positional.slice(Number(count))
  return 0
}

const read: Builtin = async (shell, names) => {
  const line = await shell.stdin.readLine()
  const kept = names[0] === '-r' ? names.slice(1) : names
  const words = (line ?? '').trim().split(/[ \t]+/)
  kept.forEach((name, at) => {
    shell.variables.set(name, at === kept.length - 1 ? words.slice(at).join(' ') : (words[at] ?? ''))
  })
  return line === undefined ? 1 : 0
}

/** `set -- WORDS`, `set -o pipefail` and `set +o pipefail`; the other options are not spoken here. */
const set: Builtin = async (shell, [option, name, ...rest]) => {
  if (option === '--') {
    shell.positional = [...(name === undefined ? [] : [name]), ...rest]
    return 0
  }
  if (name !== 'pipefail' || rest.length > 0 || !/^[-+]o$/.test(option ?? '')) {
    return complain(shell, 'set: practice machine: only -- and -o pipefail are there')
  }
  shell.isPipefail = option === '-o'
  return 0
}

const nothing: Builtin = async () => 0

const umask: Builtin = async (shell, [mask]) => {
  if (mask === undefined) await say(shell, '0022\n')
  return 0
}

/** By name. `exec`, `command` and `export`’s kin that run other commands are in run-script.ts. */
const builtins: Readonly<Record<string, Builtin>> = {
  ':': nothing,
  cd,
  exit,
  export: exportVariables,
  pwd,
  read,
  set,
  shift,
  umask,
  unset,
}

export const builtinNamed = (name: string): Builtin | undefined => ownEntry(builtins, name)

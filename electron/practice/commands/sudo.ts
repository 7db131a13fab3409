/**
 * sudo(8): passwordless unless a trouble says otherwise. It resets the environment but for the locale, and closes every
 * descriptor above 2 (closefrom), as the real one does.
 */

import { CORE, err, fail, isRoot, type Process, type Program, ROOT, type User } from '../system/process.ts'
import { isProgram } from '../system/program-names.ts'
import { hasTrouble } from '../system/world.ts'
import { hasFlag, type ReadOptions, readOptions, valueOfOption } from './options.ts'

const PASSWORD = 'practice'
const TRIES = 3
const KEPT = ['LANG', 'LANGUAGE', 'TERM', 'TZ']

function environment({ env, user }: Process, target: User, hasAll: boolean): Map<string, string> {
  const kept = [...env].filter(([name]) => hasAll || KEPT.includes(name) || name.startsWith('LC_'))
  return new Map([
    ...kept,
    ['HOME', target.home],
    ['LOGNAME', target.name],
    ['USER', target.name],
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
    ['SHELL', '/bin/bash'],
    ['SUDO_USER', user.name],
    ['SUDO_UID', String(user.uid)],
  ])
}

/** Reads passwords from standard input (`-S`) until one fits; gives undefined then, else the exit code. */
async function askPassword(process: Process, prompt: string): Promise<number | undefined> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    await err(process, prompt)
    const password = await process.stdin.readLine()
    if (password === PASSWORD) return undefined
    if (password === undefined) {
      if (attempt > 1)
        return fail(
          process,
          1,
          `\nsudo: no password was provided\nsudo: ${attempt - 1} incorrect password attempt${attempt > 2 ? 's' : ''}`,
        )
      return fail(process, 1, '\nsudo: no password was provided\nsudo: a password is required')
    }
    if (attempt < TRIES) await err(process, 'Sorry, try again.\n')
  }
  return fail(process, 1, `sudo: ${TRIES} incorrect password attempts`)
}

/** The exit code of a refusal, or undefined when root may be had. Only `-v` refuses before it has a password. */
async function authorize(process: Process, options: ReadOptions): Promise<number | undefined> {
  if (isRoot(process)) return undefined
  const isRefused = hasTrouble(process.world, 'sudo-refused')
  if (isRefused && hasFlag(options, '-v', '--validate')) {
    return fail(process, 1, `Sorry, user ${process.user.name} may not run sudo on ${process.world.name}.`)
  }
  if (!isRefused && !hasTrouble(process.world, 'sudo-password')) return undefined
  if (hasFlag(options, '-n', '--non-interactive')) return fail(process, 1, 'sudo: a password is required')
  if (!hasFlag(options, '-S', '--stdin')) {
    const hint =
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper'
    return fail(process, 1, `${hint}\nsudo: a password is required`)
  }
  const prompt = valueOfOption(options, '-p', '--prompt') ?? `[sudo] password for ${process.user.name}: `
  const failed = await askPassword(process, prompt)
  return failed === undefined && isRefused
    ? fail(process, 1, `${process.user.name} is not in the sudoers file.`)
    : failed
}

function splitAssignments(operands: readonly string[]): { env: [string, string][]; argv: readonly string[] } {
  const env: [string, string][] = []
  const argv = [...operands]
  for (let word = argv[0]; word !== undefined && /^[A-Za-z_][A-Za-z0-9_]*=/.test(word); word = argv[0]) {
    const [name = '', ...value] = word.split('=')
    env.push([name, value.join('=')])
    argv.shift()
  }
  return { env, argv }
}

const FLAGS = [
  '-n',
  '--non-interactive',
  '-S',
  '--stdin',
  '-k',
  '--reset-timestamp',
  '-E',
  '--preserve-env',
  '-H',
  '-v',
  '--validate',
]

export const sudo: Program = async process => {
  const options = readOptions(process.argv.slice(1), {
    flags: FLAGS,
    values: ['-p', '--prompt', '-u', '--user', '--preserve-env'],
    stopsAtOperand: true,
  })
  const { env, argv } = splitAssignments(options.operands)
  if (argv.length === 0 && hasFlag(options, '-k', '--reset-timestamp') && !hasFlag(options, '-v', '--validate'))
    return 0
  const refused = await authorize(process, options)
  if (refused !== undefined) return refused
  if (argv.length === 0) return hasFlag(options, '-v', '--validate') ? 0 : usage(process)
  const target = (valueOfOption(options, '-u', '--user') ?? 'root') === 'root' ? ROOT : CORE
  const variables = environment(process, target, hasFlag(options, '-E', '--preserve-env'))
  for (const [name, value] of env) variables.set(name, value)
  const outputs = new Map([...process.outputs].filter(([descriptor]) => descriptor <= 2))
  const child = { ...process, argv, user: target, env: variables, outputs }
  const [name = ''] = argv
  if (!name.includes('/') && !isProgram(process.world, name)) {
    return fail(process, 1, `sudo: ${name}: command not found`)
  }
  return process.spawn(child)
}

const usage = (process: Process): Promise<number> =>
  fail(
    process,
    1,
    'usage: sudo -h | -K | -k | -V\nusage: sudo [-BbEHnPSs] [-u user] [VAR=value] [-i | -s] [command [arg ...]]',
  )

/**
 * Gives a runner its `sudo`: how a command becomes root's on one machine. Root needs nothing; a passwordless user gets
 * `sudo -n`; where a password is needed it travels on standard input only, never in an argv.
 *
 * `-k` with a command makes sudo ignore a cached login, so that it surely reads the password line and never leaves it
 * to the command (sudo(8)). On a desktop polkit asks instead, in its own dialog, and Drydock never sees the password.
 */

import { AppError, isAppError } from '../../shared/errors.ts'
import type { SudoAccess } from '../../shared/machine.ts'
import { prefixed } from '../lib/feed.ts'
import type { CommandResult, CommandRunner, RunOptions } from '../lib/runner.ts'
import { readSudoAccess } from './sudo-access.ts'
import { createSudoPassword, type SudoPassword, type SudoPerson } from './sudo-password.ts'

export interface SudoContext extends SudoPerson {
  /** What a probe learned; while it is undefined the machine is asked when root is first needed. */
  readonly access: () => SudoAccess | undefined
  /** polkit's dialog can be shown: this computer, in a graphical session, with pkexec. */
  readonly polkit?: boolean
}

export interface SudoRunner extends CommandRunner {
  /** Whether a person has to answer a dialog for every command that needs root. */
  readonly asksEachTime: () => boolean
}

type Way = 'plain' | 'sudo' | 'password' | 'polkit' | 'none'

const PREFIXES: { readonly [Each in Way]: readonly string[] } = {
  plain: [],
  sudo: ['sudo', '-n', '--'],
  password: ['sudo', '-k', '-S', '-p', '', '--'],
  polkit: ['pkexec'],
  none: ['sudo', '-n', '--'],
}

const SUDO_ASKS = /^sudo(-rs)?: (a password is required|interactive authentication is required)/m
const PASSWORD_REFUSED = /^sudo(-rs)?: .*incorrect (password|authentication) attempt/m

function wayFor(access: SudoAccess, polkit: boolean): Way {
  if (access === 'is-root') return 'plain'
  if (access === 'passwordless') return 'sudo'
  if (polkit) return 'polkit'
  return access === 'needs-password' ? 'password' : 'none'
}

const isExitOne = (thrown: unknown, stderr: RegExp): boolean =>
  isAppError(thrown, 'command/failed') && stderr.test(thrown.facts.stderr)

async function runWithPassword(
  runner: CommandRunner,
  person: SudoPerson,
  password: SudoPassword,
  argv: readonly string[],
  options: RunOptions,
): Promise<CommandResult> {
  const secret = await password.get(options.signal)
  const stdin = prefixed(`${secret}\n`, options.stdin ?? '')
  try {
    return await runner.run(argv, { ...options, stdin, secrets: [...(options.secrets ?? []), secret] })
  } catch (thrown) {
    if (!isExitOne(thrown, PASSWORD_REFUSED)) throw thrown
    password.forget()
    throw new AppError('sudo/password', { machine: person.machine, user: person.user }, { cause: thrown })
  }
}

/** Runs it with `sudo -n`; undefined when sudo wants a password after all, and then the command has not been run. */
async function runPasswordless(runner: CommandRunner, argv: readonly string[], options: RunOptions) {
  try {
    const result = await runner.run(argv, options)
    return result.exitCode === 1 && SUDO_ASKS.test(result.stderr) ? undefined : result
  } catch (thrown) {
    if (isExitOne(thrown, SUDO_ASKS)) return undefined
    throw thrown
  }
}

/**
 * The same runner, knowing `sudo: true`. Besides the runner's own errors it rejects with `sudo/refused` where the user
 * may not, and with `sudo/password` where no right password was given.
 */
export function withSudo(runner: CommandRunner, context: SudoContext): SudoRunner {
  const { machine, user, polkit = false } = context
  const password = createSudoPassword(runner, context)
  let learned: SudoAccess | undefined
  const known = (): SudoAccess | undefined => learned ?? context.access()

  async function runAsRoot(argv: readonly string[], options: RunOptions): Promise<CommandResult> {
    if (known() === undefined) learned = await readSudoAccess(runner)
    const way = wayFor(known() ?? 'passwordless', polkit)
    const full = [...PREFIXES[way], ...argv]
    if (way === 'none') throw new AppError('sudo/refused', { machine, user })
    if (way === 'password') return runWithPassword(runner, context, password, full, options)
    if (way !== 'sudo') return runner.run(full, options)
    const result = await runPasswordless(runner, full, options)
    if (result) return result
    // A login sudo remembered has run out in the middle of a job.
    learned = 'needs-password'
    return runAsRoot(argv, options)
  }

  return {
    asksEachTime: () => wayFor(known() ?? 'passwordless', polkit) === 'polkit',
    run: (argv, { sudo = false, ...options } = {}) => (sudo ? runAsRoot(argv, options) : runner.run(argv, options)),
    commandLine: (argv, options = {}) =>
      runner.commandLine(
        options.sudo === true ? [...PREFIXES[wayFor(known() ?? 'passwordless', polkit)], ...argv] : argv,
      ),
  }
}

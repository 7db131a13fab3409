import type { SudoAccess } from '../../shared/machine.ts'
import type { CommandRunner } from '../lib/runner.ts'

const ANSWERS = [0, 1, 127] as const

/** What sudo(8) and sudo-rs say when no password would help. Both speak English under LC_ALL=C.UTF-8. */
const REFUSED =
  /not in the sudoers file|may not run sudo|is not allowed to|must have a tty|no new privileges|not allowed to execute/i

/** How root's commands can run there, from `id -u` and from how `sudo -n true` ended and what it printed. */
export function sudoAccess(uid: string, exitCode: number, printed: string): SudoAccess {
  if (uid.trim() === '0') return 'is-root'
  if (exitCode === 0) return 'passwordless'
  if (exitCode === 127) return 'missing'
  return REFUSED.test(printed) ? 'refused' : 'needs-password'
}

/** Asks one machine, never for a password. Rejects only when the machine cannot be asked. */
export async function readSudoAccess(runner: CommandRunner): Promise<SudoAccess> {
  const uid = await runner.run(['id', '-u'])
  if (uid.stdout.trim() === '0') return 'is-root'
  const sudo = await runner.run(['sudo', '-n', 'true'], { okExitCodes: ANSWERS })
  // Whom no password helps, only -v tells (probe-script.ts).
  const validated = sudo.exitCode === 1 ? await runner.run(['sudo', '-n', '-v'], { okExitCodes: ANSWERS }) : sudo
  return sudoAccess(uid.stdout, sudo.exitCode, sudo.stdout + sudo.stderr + validated.stderr)
}

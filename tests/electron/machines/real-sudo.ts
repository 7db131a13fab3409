/**
 * The computer's own sudo(8) and PAM, asked by a made-up user: files in /etc are bind-mounted over in a mount namespace
 * of each command's own, so the computer's stay as they are. Needs root.
 */

import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalRunner } from '../../../electron/lib/run-local.ts'
import type { CommandRunner } from '../../../electron/lib/runner.ts'

export const PASSWORD = 'open sesame'
export const USER = 'jonah'

/** Whether this computer lets us do it. */
export const canUseRealSudo =
  process.getuid?.() === 0 && existsSync('/usr/bin/sudo') && spawnSync('unshare', ['--mount', 'true']).status === 0

export interface RealSudo {
  readonly runner: CommandRunner
  /** The user's line in sudoers(5); empty for none. */
  allow(rule: string): void
  /** Every argv that was run, to look for what must not be in it. */
  readonly argvs: readonly (readonly string[])[]
}

const SCRIPT = `
mount --bind "$1/passwd" /etc/passwd && mount --bind "$1/shadow" /etc/shadow &&
mount --bind "$1/pam" /etc/pam.d/sudo && mount --bind "$1/sudoers" /etc/sudoers && shift &&
exec setpriv --reuid=4242 --regid=4242 --clear-groups -- "$@"`

export function createRealSudo(folder: string): RealSudo {
  const file = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), name === 'shadow' || name === 'sudoers' ? 0o440 : 0o644)
  }
  const hash = execFileSync('openssl', ['passwd', '-6', PASSWORD], { encoding: 'utf8' }).trim()
  mkdirSync(folder, { recursive: true })
  file('passwd', `${readFileSync('/etc/passwd', 'utf8')}${USER}:x:4242:4242::/tmp:/bin/sh\n`)
  file('shadow', `${readFileSync('/etc/shadow', 'utf8')}${USER}:${hash}:20000:0:99999:7:::\n`)
  file('pam', 'auth required pam_unix.so nodelay\naccount required pam_permit.so\nsession required pam_permit.so\n')
  file('sudoers', '')
  const local = createLocalRunner()
  const argvs: (readonly string[])[] = []
  return {
    argvs,
    allow: rule => file('sudoers', rule === '' ? '' : `Defaults !lecture\n${USER} ${rule}\n`),
    runner: {
      run(argv, options) {
        argvs.push(argv)
        return local.run(
          ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', SCRIPT, 'sh', folder, ...argv],
          options,
        )
      },
      commandLine: argv => local.commandLine(argv),
    },
  }
}

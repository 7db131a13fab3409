/** Programs the tests run for real, and the Debian packages that bring them. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const packages: Readonly<Record<string, readonly string[]>> = {
  chromium: ['chromium'],
  'openssh-server': ['sshd'],
  'openssh-client': ['ssh', 'ssh-keygen', 'ssh-agent'],
  podman: ['podman'],
  skopeo: ['skopeo'],
  sudo: ['sudo'],
}

/** sshd is not in an ordinary user's PATH on Debian. */
const folders = (env: NodeJS.ProcessEnv): readonly string[] => [
  ...(env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
]

/** The Debian packages whose programs are not on this computer. */
export function missingPackages(env: NodeJS.ProcessEnv): readonly string[] {
  const isThere = (program: string): boolean => folders(env).some(folder => existsSync(join(folder, program)))
  return Object.keys(packages).filter(name => !packages[name]?.every(isThere))
}

const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

function install(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: 'inherit', env } as const
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options)
}

/** Installs what the tests need where this is root on Debian, else says how. Returns what is still missing. */
export function ensurePackages(): readonly string[] {
  const missing = missingPackages(process.env)
  if (missing.length > 0 && canInstall()) install(missing)
  const still = missingPackages(process.env)
  if (still.length > 0)
    console.error(`Missing for the tests: sudo apt-get install --no-install-recommends ${still.join(' ')}`)
  return still
}

/** Programs the tests run for real, and the Debian packages that bring them. */

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Packages, and for each the programs it is wanted for; a path stands for itself. */
export type DebianPackages = Readonly<Record<string, readonly string[]>>

/** What every test run needs. */
export const testPackages: DebianPackages = {
  buildah: ['buildah'],
  chromium: ['chromium'],
  'openssh-server': ['sshd'],
  'openssh-client': ['ssh', 'ssh-keygen', 'ssh-agent'],
  podman: ['podman'],
  rsync: ['rsync'],
  skopeo: ['skopeo'],
  sudo: ['sudo'],
  zstd: ['zstd'],
}

/** What the lab (tests/lab) is built and run with. QEMU is not among them: it unpacks one of its own. */
export const labPackages: DebianPackages = {
  cpio: ['cpio'],
  'docker-registry': ['docker-registry'],
  e2fsprogs: ['mkfs.ext4'],
  extlinux: ['extlinux', '/usr/lib/EXTLINUX/mbr.bin'],
  fdisk: ['sfdisk'],
  jq: ['jq'],
  mmdebstrap: ['mmdebstrap'],
  'openssh-client': ['ssh'],
  ostree: ['ostree'],
  podman: ['podman'],
  skopeo: ['skopeo'],
  socat: ['socat'],
  'syslinux-common': ['/usr/lib/syslinux/modules/bios/ldlinux.c32'],
  'util-linux': ['setpriv', 'unshare'],
  zstd: ['zstd'],
}

/** sshd is not in an ordinary user's PATH on Debian. */
const folders = (env: NodeJS.ProcessEnv): readonly string[] => [
  ...(env.PATH ?? '').split(delimiter),
  '/usr/sbin',
  '/sbin',
]

/** The Debian packages whose programs are not on this computer. */
export function missingPackages(packages: DebianPackages, env: NodeJS.ProcessEnv): readonly string[] {
  const places = (program: string): readonly string[] =>
    program.startsWith('/') ? [program] : folders(env).map(folder => join(folder, program))
  const isThere = (program: string): boolean => places(program).some(path => existsSync(path))
  return Object.keys(packages).filter(name => !packages[name]?.every(isThere))
}

/** Whether what is missing can be installed without asking anybody: root on Debian. */
export const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')

function install(names: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { stdio: 'inherit', env } as const
  spawnSync('apt-get', ['update', '-q'], options)
  spawnSync('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], options)
}

/** Installs what is missing where this is root on Debian, else says how. Returns what is still missing. */
export function ensurePackages(packages: DebianPackages): readonly string[] {
  const missing = missingPackages(packages, process.env)
  if (missing.length > 0 && canInstall()) install(missing)
  const still = missingPackages(packages, process.env)
  if (still.length > 0)
    console.error(`Missing for the tests: sudo apt-get install --no-install-recommends ${still.join(' ')}`)
  return still
}

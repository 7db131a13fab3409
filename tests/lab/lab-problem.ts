import { existsSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { delimiter, join } from 'node:path'

/** Programs of the computer the lab is built and run with, and the Debian package of each. */
const PROGRAMS: ReadonlyMap<string, string> = new Map([
  ['cpio', 'cpio'],
  ['docker-registry', 'docker-registry'],
  ['extlinux', 'extlinux'],
  ['jq', 'jq'],
  ['mkfs.ext4', 'e2fsprogs'],
  ['mmdebstrap', 'mmdebstrap'],
  ['ostree', 'ostree'],
  ['podman', 'podman'],
  ['setpriv', 'util-linux'],
  ['sfdisk', 'fdisk'],
  ['skopeo', 'skopeo'],
  ['socat', 'socat'],
  ['ssh', 'openssh-client'],
  ['zstd', 'zstd'],
])

const isThere = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].some(path => existsSync(join(path, program)))

/** One line that says why there can be no lab on this computer and what to do; undefined when there can be one. */
export function labProblem(): string | undefined {
  if (platform() !== 'linux' || arch() !== 'x64') return 'The lab needs Linux on x86-64.'
  if (process.getuid?.() !== 0) return 'The lab needs root: it makes a disk with loop devices.'
  const missing = [...PROGRAMS].filter(([program]) => !isThere(program)).map(([, name]) => name)
  if (!existsSync('/usr/lib/syslinux/modules/bios/ldlinux.c32')) missing.push('syslinux-common')
  if (missing.length === 0) return undefined
  return `The lab needs Debian packages: apt-get install --no-install-recommends ${missing.join(' ')}`
}

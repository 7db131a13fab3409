import { arch, platform } from 'node:os'
import { labPackages, missingPackages } from '../../build/debian-packages.ts'

/** One line that says why there can be no lab on this computer and what to do; undefined when there can be one. */
export function labProblem(): string | undefined {
  if (platform() !== 'linux' || arch() !== 'x64') return 'it needs Linux on x86-64'
  if (process.getuid?.() !== 0) return 'it needs root, because it makes a disk with loop devices'
  const missing = missingPackages(labPackages, process.env)
  if (missing.length === 0) return undefined
  return `it needs Debian packages: apt-get install --no-install-recommends ${missing.join(' ')}`
}

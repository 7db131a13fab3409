/**
 * The other way to bring an image: the machine pulls from a registry of this computer through the SSH connection. Debian's
 * docker-registry behind OpenSSH's `ssh -R` is about the best it could be. skopeo lays the image out there, hashing each
 * blob once, as an upload does; a backend that pulled for itself would need no such folder, but would refuse: neither
 * rpm-ostree nor bootc takes an option for a registry without TLS (containers-registries.conf(5) would have to be changed).
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startRegistry } from '../lab/registry.ts'
import { findFreePort } from '../support/openssh-server.ts'
import type { CleanUp } from './clean-up.ts'
import { runRival } from './run-rival.ts'

interface Served {
  readonly root: string
  readonly source: string
  readonly cleanUp: CleanUp
  /** `ssh` and its options, with the port. */
  readonly ssh: readonly string[]
  readonly who: string
}

export interface Registry {
  /** Puts what lies in the folder now into the registry; not part of what is timed. */
  push(): void
  /** The machine pulls it, beside what it has already. */
  timePull(): Promise<number>
}

const IMAGE = 'my-os:1'

export async function openRegistry({ root, source, cleanUp, ssh, who }: Served): Promise<Registry> {
  const registry = await startRegistry(join(root, 'registry'))
  cleanUp.add(() => registry.stop())
  const far = await findFreePort()
  const place = join(root, 'pulled')
  mkdirSync(place)
  const copy = ['skopeo', 'copy', '--quiet', '--preserve-digests']
  return {
    push() {
      const [program = '', ...words] = [...copy, '--dest-tls-verify=false', `oci:${source}`]
      execFileSync(program, [...words, `docker://127.0.0.1:${registry.port}/${IMAGE}`])
    },
    async timePull() {
      const forward = ['-o', 'ExitOnForwardFailure=yes', '-R', `127.0.0.1:${far}:127.0.0.1:${registry.port}`]
      const pull = [...copy, '--src-tls-verify=false', `docker://127.0.0.1:${far}/${IMAGE}`, `oci:${place}:1`]
      const { durationMs, exitCode } = await runRival([...ssh, ...forward, who, ...pull], cleanUp)
      if (exitCode !== 0) throw new Error(`pulling from the registry ended with ${exitCode}`)
      return durationMs
    },
  }
}

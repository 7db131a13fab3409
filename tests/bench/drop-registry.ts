/**
 * The other way to bring an image: the machine pulls from a registry of this computer through the SSH connection, once
 * through OpenSSH's `ssh -R`, once through a connection of ssh2 as Drydock has it. Debian's docker-registry is what serves.
 * skopeo lays the image out there, hashing each blob once, as an upload does; a backend that pulled for itself would need
 * no such folder, but would refuse: neither rpm-ostree nor bootc takes an option for a registry without TLS
 * (containers-registries.conf(5) would have to be changed).
 */

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import ssh2 from 'ssh2'
import { startRegistry } from '../lab/registry.ts'
import { findFreePort, type OpensshServer } from '../support/openssh-server.ts'
import type { CleanUp } from './clean-up.ts'
import { runRival } from './run-rival.ts'

interface Served {
  readonly root: string
  readonly source: string
  readonly cleanUp: CleanUp
  /** `ssh` and its options, with the port. */
  readonly ssh: readonly string[]
  readonly who: string
  readonly server: OpensshServer
}

type Way = 'ssh -R' | 'ssh2'

export interface Registry {
  /** Puts what lies in the folder now into the registry; not part of what is timed. */
  push(): void
  /** The machine pulls it, beside what it pulled that way before. */
  timePull(way: Way): Promise<number>
}

const IMAGE = 'my-os:1'

/** A connection of ssh2 on which the machine reaches `nearPort` at `farPort`. */
async function openForward({ host, port, user, keyPath }: OpensshServer, farPort: number, nearPort: number) {
  const client = new ssh2.Client()
  const ready = new Promise((resolve, reject) => client.once('ready', () => resolve(undefined)).once('error', reject))
  client.on('tcp connection', (_details, accept) => {
    const far = accept()
    const near = connect(nearPort, '127.0.0.1')
    for (const end of [far, near]) end.on('error', () => undefined)
    far.pipe(near).pipe(far)
  })
  client.connect({ host, port, username: user, privateKey: readFileSync(keyPath) })
  await ready
  await new Promise<void>((resolve, reject) =>
    client.forwardIn('127.0.0.1', farPort, error => (error ? reject(error) : resolve())),
  )
  return client
}

/** Runs a command on it and resolves with its exit code. */
const runOn = (client: ssh2.Client, command: string): Promise<number | null> =>
  new Promise((resolve, reject) =>
    client.exec(command, (error, channel) => {
      if (error) return reject(error)
      channel.on('exit', (code: number | null) => resolve(code)).resume()
      channel.stderr.resume()
    }),
  )

export async function openRegistry({ root, source, cleanUp, ssh, who, server }: Served): Promise<Registry> {
  const registry = await startRegistry(join(root, 'registry'))
  cleanUp.add(() => registry.stop())
  const ports: Readonly<Record<Way, number>> = { 'ssh -R': await findFreePort(), ssh2: await findFreePort() }
  const client = await openForward(server, ports.ssh2, registry.port)
  cleanUp.add(() => void client.end())
  const copy = ['skopeo', 'copy', '--quiet', '--preserve-digests']
  return {
    push() {
      const [program = '', ...words] = [...copy, '--dest-tls-verify=false', `oci:${source}`]
      execFileSync(program, [...words, `docker://127.0.0.1:${registry.port}/${IMAGE}`])
    },
    async timePull(way) {
      const place = join(root, `pulled through ${way}`.replaceAll(' ', '-'))
      mkdirSync(place, { recursive: true })
      const pull = [...copy, '--src-tls-verify=false', `docker://127.0.0.1:${ports[way]}/${IMAGE}`, `oci:${place}:1`]
      const forward = ['-o', 'ExitOnForwardFailure=yes', '-R', `127.0.0.1:${ports[way]}:127.0.0.1:${registry.port}`]
      const startedAt = performance.now()
      const exitCode =
        way === 'ssh2'
          ? await runOn(client, pull.join(' '))
          : (await runRival([...ssh, ...forward, who, ...pull], cleanUp)).exitCode
      if (exitCode !== 0) throw new Error(`pulling through ${way} ended with ${exitCode}`)
      return performance.now() - startedAt
    },
  }
}

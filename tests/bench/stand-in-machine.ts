/**
 * A machine to measure against: Debian's real sshd on loopback serving this computer, with a PATH that begins with
 * stand-ins for the tools an image-based system has. They print what the real tools print (tests/reference) and do
 * nothing; `rpm-ostree rebase` writes down when it was started.
 */

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSavedMachines } from '../../electron/machines/saved-machines.ts'
import type { NewMachine } from '../../shared/api.ts'
import { type OpensshServer, startOpensshServer } from '../support/openssh-server.ts'
import { readReference } from '../support/reference.ts'
import type { CleanUp } from './clean-up.ts'

/** The reference that the recorded staged status is about. */
export const IMAGE = 'quay.io/example/custom-os:stable'

const BOOTED = 'rpm-ostree/status-container-booted.fcos43.json'
const STAGED = 'rpm-ostree/status-derived-container-staged-booted-rollback.json'
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export interface StandInMachine {
  readonly server: OpensshServer
  /** A folder of its own, for anything that goes with it. */
  readonly directory: string
  /** Nothing is staged any more. */
  reset(): void
  /** When `rpm-ostree rebase` was started last, in milliseconds since 1970 with fractions. */
  startedAtMs(): number
  /** OpenSSH's own client for the same user, key and server. */
  sshCommand(port: number, ...words: readonly string[]): readonly string[]
  /** A data directory in which Drydock knows these machines, and a home with its known_hosts. */
  makeHome(machines: readonly Pick<NewMachine, 'name' | 'port'>[]): BenchHome
  stop(): Promise<void>
}

export interface BenchHome {
  readonly home: string
  readonly dataDir: string
  readonly knownHostsPath: string
  readonly sshConfigPath: string
}

/** `rebaseBody`: what `rpm-ostree rebase` does in sh after it wrote the time down; $STATE is its folder. */
function standIns(state: string, rebaseBody: string): Readonly<Record<string, string>> {
  return {
    'rpm-ostree': `STATE='${state}'
case "$1" in
status) exec cat "$STATE/status.json" ;;
rebase) date +%s%N >"$STATE/started"
${rebaseBody}
exec cp "$STATE/staged.json" "$STATE/status.json" ;;
esac`,
    // sudo(8): options first, then the command.
    sudo: 'while :; do case "$1" in -*) shift ;; *) exec "$@" ;; esac; done',
    podman: 'case "$1 $2" in "image exists") exit 1 ;; info*) echo "{}" ;; esac',
    skopeo: 'echo "skopeo: command not found" >&2\nexit 127',
  }
}

/** Starts it. Needs Debian's openssh-server and openssh-client. */
export async function startStandInMachine(cleanUp: CleanUp, rebaseBody = ''): Promise<StandInMachine> {
  const directory = mkdtempSync(join(tmpdir(), 'drydock-bench-'))
  const removeDirectory = cleanUp.add(() => rmSync(directory, { recursive: true, force: true }))
  const [bin, state] = [join(directory, 'bin'), join(directory, 'state')]
  for (const path of [bin, state]) mkdirSync(path)
  for (const [name, script] of Object.entries(standIns(state, rebaseBody))) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(bin, name), 0o755)
  }
  writeFileSync(join(state, 'staged.json'), readReference(STAGED))
  const reset = (): void => writeFileSync(join(state, 'status.json'), readReference(BOOTED))
  reset()
  // sshd_config(5): SetEnv comes after everything else that sets the environment. Another home, because bash reads the
  // person's .bashrc for commands that come through sshd, and some of those take longer than what is measured.
  const server = await startOpensshServer({ config: [`SetEnv PATH=${bin}:${PATH} HOME=${directory}`] })
  const stopServer = cleanUp.add(() => server.stop())
  const knownHosts = join(directory, 'known_hosts')
  writeFileSync(knownHosts, `[127.0.0.1]:${server.port} ${server.hostKey()}\n`)
  return {
    server,
    directory,
    reset,
    startedAtMs: () => Number(readFileSync(join(state, 'started'), 'utf8')) / 1e6,
    sshCommand: (port, ...words) => [
      ...['ssh', '-F', 'none', '-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${knownHosts}`],
      ...['-o', 'IdentitiesOnly=yes', '-i', server.keyPath, '-p', String(port), `${server.user}@127.0.0.1`, ...words],
    ],
    makeHome: machines => makeHome(directory, knownHosts, server, machines),
    async stop() {
      await stopServer()
      await removeDirectory()
    },
  }
}

function makeHome(
  directory: string,
  knownHosts: string,
  { user, keyPath }: OpensshServer,
  machines: readonly Pick<NewMachine, 'name' | 'port'>[],
): BenchHome {
  const home = mkdtempSync(join(directory, 'home-'))
  const dataDir = join(home, 'data')
  mkdirSync(join(home, '.ssh'), { mode: 0o700 })
  mkdirSync(dataDir, { mode: 0o700 })
  execFileSync('cp', [knownHosts, join(home, '.ssh')])
  openSavedMachines(dataDir).add(
    machines.map(machine => ({ kind: 'address', host: '127.0.0.1', user, keyPath, jump: '', ...machine })),
  )
  return {
    home,
    dataDir,
    knownHostsPath: join(home, '.ssh', 'known_hosts'),
    sshConfigPath: join(home, '.ssh', 'config'),
  }
}

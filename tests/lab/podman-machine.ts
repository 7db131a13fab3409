/**
 * The lab's disk as a machine of the installed podman: `podman machine init`, `list`, `inspect`, `start` and `stop` are the
 * real program's. Two programs that podman runs are stood in for (podman-machine/): QEMU, because podman asks for KVM and
 * for its own network, and gvproxy, which Debian 12 does not have.
 */
import { closeSync, cpSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { prepareLabImages } from './lab-images.ts'
import { qemuCommand } from './qemu-command.ts'
import { type LabRegistry, startRegistry } from './registry.ts'
import { runProgram } from './run-script.ts'

export interface PodmanMachine {
  readonly name: string
  /** Where podman and Drydock find it. */
  readonly env: Readonly<Record<string, string>>
  readonly access: { readonly port: number; readonly keyPath: string }
  /** Runs `podman machine …`; rejects when it fails. */
  podman(...words: readonly string[]): Promise<string>
  /** Ends what runs of it, also without podman. */
  stop(): Promise<void>
}

const NAME = 'podman-machine-default'

const SIZE = ['--cpus', '2', '--memory', '1024', '--disk-size', '10']

/** This computer may have no systemd to ask for its time zone. */
const TIMEZONE = ['--timezone', 'UTC']

interface MachineFile {
  readonly Port: number
  readonly IdentityPath: string
}

/** podman machine refuses root unless it believes to be in a rootless user's namespace (pkg/rootless, IsRootless). */
const envIn = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  PATH: `${join(home, 'bin')}:${process.env.PATH}`,
  XDG_CONFIG_HOME: '',
  XDG_DATA_HOME: '',
  XDG_RUNTIME_DIR: join(home, 'run'),
  _CONTAINERS_USERNS_CONFIGURED: 'done',
  _CONTAINERS_ROOTLESS_UID: '1000',
})

async function layOut(home: string, qemu: string): Promise<void> {
  const here = import.meta.dirname
  for (const name of ['run', '.config/containers']) mkdirSync(join(home, name), { recursive: true })
  cpSync(join(here, 'podman-machine'), join(home, 'bin'), { recursive: true })
  cpSync(join(here, 'host', 'supervise.sh'), join(home, 'supervise.sh'))
  writeFileSync(join(home, 'bin', 'qemu-img'), `#!/bin/sh\nexec ${join(qemu, 'run')} qemu-img "$@"\n`, { mode: 0o755 })
  writeFileSync(
    join(home, '.config/containers/containers.conf'),
    // No volumes: the lab's kernel has no 9p.
    `[engine]\nhelper_binaries_dir = [${JSON.stringify(join(home, 'bin'))}]\n[machine]\nvolumes = []\n`,
  )
  await runProgram(['mkfifo', join(home, 'bin', 'alive')])
}

function machineFile(home: string): MachineFile {
  const folder = join(home, '.config/containers/podman/machine/qemu')
  const name = readdirSync(folder).find(each => each.endsWith('.json')) ?? ''
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as MachineFile
}

/** Makes the machine in `home`, stopped; it and all of it end with `stop()` or with this process. */
export async function createPodmanMachine(home: string): Promise<PodmanMachine> {
  const { qemu, disk, registryContent } = await prepareLabImages()
  await layOut(home, qemu)
  // Read and write: opening a FIFO for writing alone waits for a reader.
  const alive = openSync(join(home, 'bin', 'alive'), 'r+')
  const env = envIn(home)
  const podman = async (...words: readonly string[]): Promise<string> =>
    (await execa('podman', ['machine', ...words], { env, stdin: 'ignore', timeout: 240_000 })).stdout
  const registry: LabRegistry = await startRegistry(join(home, 'registry'), registryContent)
  await podman('init', '--image-path', disk, ...SIZE, ...TIMEZONE, NAME)
  const { Port: sshPort, IdentityPath: keyPath } = machineFile(home)
  const publicKey = readFileSync(`${keyPath}.pub`, 'utf8').trim()
  const own = qemuCommand({ qemu, sshPort, registryPort: registry.port, publicKey, disk: [] })
  writeFileSync(join(home, 'bin', 'qemu-command'), own.map(word => `${word}\0`).join(''))
  return {
    name: NAME,
    env,
    access: { port: sshPort, keyPath },
    podman,
    stop: async () => {
      closeSync(alive)
      await registry.stop()
    },
  }
}

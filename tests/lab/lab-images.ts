/** What lab machines are started from; made once and kept (cached-directory.ts). From nothing it takes a few minutes. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLine } from '../../electron/lib/command-line.ts'
import { cachedDirectory } from './cached-directory.ts'
import { debianMirror } from './debian-mirror.ts'
import { type GuestAccess, runOnGuest } from './guest-ssh.ts'
import { hashInputs } from './hash-inputs.ts'
import { askQemu } from './monitor.ts'
import { type LabRegistry, REGISTRY_NAME, startRegistry } from './registry.ts'
import { runProgram, runScript } from './run-script.ts'
import { timedStep } from './timed-step.ts'
import { startVm, type Vm } from './vm.ts'
import { waitForGuest } from './wait-for-guest.ts'

const SUITE = 'trixie'
const HERE = import.meta.dirname
const GUEST = join(HERE, 'guest')

/** Versions of os:1, os:2 and the images in core's and in root's own storage. */
export const VERSIONS = {
  first: '41.20250101.3.0',
  second: '42.20250601.1.0',
  local: '43.20250901.1.0',
  root: '44.20251001.1.0',
} as const

/** An image in the storage of the rootless user core: os:1 and a layer more. */
export const LOCAL_IMAGE = 'localhost/my-os:3'

/** The same for root. */
export const ROOT_IMAGE = 'localhost/root-os:1'

export interface LabImages {
  readonly qemu: string
  /** A disk that has booted once. */
  readonly disk: string
  /** One over it and a saved life there, a moment after the machine has become quiet. */
  readonly warmDisk: string
  readonly stateFile: string
  readonly registryContent: string
  readonly keyPath: string
  readonly publicKey: string
}

interface BuildPlace {
  readonly qemu: string
  readonly directory: string
  readonly registry: LabRegistry
}

const pathsIn = (qemu: string, directory: string): LabImages => ({
  qemu,
  disk: join(directory, 'disk.qcow2'),
  warmDisk: join(directory, 'warm.qcow2'),
  stateFile: join(directory, 'warm.state.zst'),
  registryContent: join(directory, 'registry'),
  keyPath: join(directory, 'id_ed25519'),
  publicKey: readFileSync(join(directory, 'id_ed25519.pub'), 'utf8').trim(),
})

const qemuTools = (): Promise<string> =>
  cachedDirectory('qemu', hashInputs([SUITE], [join(HERE, 'host/qemu-tools.sh')]), directory =>
    timedStep(
      `QEMU of Debian ${SUITE}, unpacked`,
      async () => void (await runScript('qemu-tools.sh', directory, SUITE, await debianMirror())),
    ),
  )

const rootFilesystem = (): Promise<string> => {
  const packages = join(GUEST, 'packages')
  const key = hashInputs([SUITE], [join(HERE, 'host/root-filesystem.sh'), packages])
  return cachedDirectory('root-filesystem', key, directory =>
    timedStep('root file system from Debian packages', async () => {
      await runScript('root-filesystem.sh', join(directory, 'root'), SUITE, packages, await debianMirror())
    }),
  )
}

async function buildImages(place: BuildPlace, rootDirectory: string): Promise<void> {
  const { directory, qemu, registry } = place
  const tree = join(directory, 'tree')
  await timedStep('ostree tree and initramfs', async () => {
    await runProgram(['cp', '-a', join(rootDirectory, 'root'), tree])
    await runScript('ostree-tree.sh', tree, VERSIONS.first, GUEST)
  })
  await timedStep('images os:1, os:2, app:1, arm:1 into a registry', () =>
    runScript('os-images.sh', tree, VERSIONS.first, VERSIONS.second, `127.0.0.1:${registry.port}`, directory),
  )
  await timedStep('disk: commit, deploy, boot loader, local images', () => {
    const image = [join(directory, 'os-1.manifest'), join(directory, 'os-1.config')]
    const disk = [`ostree-unverified-registry:${REGISTRY_NAME}/os:1`, join(qemu, 'run'), join(directory, 'base.qcow2')]
    const versions = [VERSIONS.first, VERSIONS.local, VERSIONS.root]
    return runScript('disk.sh', tree, ...image, ...disk, `127.0.0.1:${registry.port}`, ...versions)
  })
  rmSync(tree, { recursive: true })
}

interface Life {
  readonly vm: Vm
  readonly directory: string
  readonly access: GuestAccess
  onGuest(script: string, user: 'core' | 'root'): Promise<void>
}

/** A machine on a disk of the build, in `directory`; its disk stays there after the machine's end. */
async function withMachine(place: BuildPlace, backingDisk: string, work: (life: Life) => Promise<void>): Promise<void> {
  const directory = join(place.directory, 'life')
  mkdirSync(directory)
  const keyPath = join(place.directory, 'id_ed25519')
  const publicKey = readFileSync(`${keyPath}.pub`, 'utf8').trim()
  const { qemu, registry } = place
  const vm = await startVm({
    directory,
    removeDirectory: false,
    qemu,
    backingDisk,
    publicKey,
    registryPort: registry.port,
  })
  const access = { port: vm.sshPort, keyPath }
  const onGuest = async (script: string, user: 'core' | 'root'): Promise<void> => {
    const result = await runOnGuest(access, ['bash', '-euc', script], { user, timeoutMs: 400_000 })
    if (result.exitCode !== 0)
      throw new Error(`in the machine: ${script}: ${result.exitCode} ${result.stdout} ${result.stderr}`)
  }
  try {
    await waitForGuest({ access, consoleLog: vm.consoleLog, hasEnded: vm.hasEnded, timeoutMs: 300_000 })
    await work({ vm, directory, access, onGuest })
  } finally {
    await vm.stop()
  }
}

/** Boots once, so that what a first start does is done. */
async function prime(place: BuildPlace): Promise<void> {
  const convert = ['qemu-img', 'convert', '-O', 'qcow2', '-c', '-o', 'compression_type=zstd']
  await withMachine(place, join(place.directory, 'base.qcow2'), async ({ vm, directory, access, onGuest }) => {
    await onGuest('sync; fstrim -a', 'root')
    await runOnGuest(access, ['systemctl', 'poweroff'], { user: 'root' })
    await vm.ended
    const disk = join(place.directory, 'disk.qcow2')
    await runProgram([join(place.qemu, 'run'), ...convert, join(directory, 'disk.qcow2'), disk])
  })
  rmSync(join(place.directory, 'life'), { recursive: true })
  rmSync(join(place.directory, 'base.qcow2'))
}

async function migrateTo(vm: Vm, stateFile: string): Promise<void> {
  await askQemu(vm.monitorPath, 'stop')
  const save = `${commandLine(['zstd', '-q', '-1', '-T2'])} >${commandLine([stateFile])}`
  await askQemu(vm.monitorPath, 'migrate', { uri: `exec:${save}` })
  for (let status = ''; status !== 'completed'; ) {
    ;({ status } = (await askQemu(vm.monitorPath, 'query-migrate')) as { readonly status: string })
    if (status === 'failed') throw new Error('QEMU could not save the state of the machine')
  }
}

/** Everything a first login pays for is paid before the life is saved. */
const SETTLE =
  'sudo true; podman info >/dev/null; podman images >/dev/null; sudo ostree admin status >/dev/null; sync; sleep 2'

async function saveLife(place: BuildPlace): Promise<void> {
  await withMachine(place, join(place.directory, 'disk.qcow2'), async ({ vm, onGuest }) => {
    await onGuest(SETTLE, 'core')
    await migrateTo(vm, join(place.directory, 'warm.state.zst'))
  })
  const image = ['qemu-img', 'rebase', '-u', '-F', 'qcow2', '-b', 'disk.qcow2', 'warm.qcow2']
  await runProgram(['mv', join(place.directory, 'life/disk.qcow2'), join(place.directory, 'warm.qcow2')])
  await runProgram(['env', '-C', place.directory, join(place.qemu, 'run'), ...image])
  rmSync(join(place.directory, 'life'), { recursive: true })
}

async function buildMachine(qemu: string, rootDirectory: string, directory: string): Promise<void> {
  await runProgram(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', join(directory, 'id_ed25519')])
  const registry = await startRegistry(join(directory, 'registry'))
  const place = { qemu, directory, registry }
  try {
    await buildImages(place, rootDirectory)
    await timedStep('first boot', () => prime(place))
    await timedStep('second boot, saved when quiet', () => saveLife(place))
  } finally {
    await registry.stop()
  }
}

/** Finds the images of the lab, or builds them and says how it goes on. Throws when a step of the build fails. */
export async function prepareLabImages(): Promise<LabImages> {
  const qemu = await qemuTools()
  const rootDirectory = await rootFilesystem()
  const version = await runProgram([join(qemu, 'run'), 'qemu-system-x86_64', '--version'])
  const sources = ['host', 'guest', 'lab-images.ts', 'qemu-command.ts'].map(name => join(HERE, name))
  const key = hashInputs([version, rootDirectory, JSON.stringify(VERSIONS)], sources)
  const directory = await cachedDirectory('machine', key, place =>
    timedStep('images of the lab, built once', () => buildMachine(qemu, rootDirectory, place)),
  )
  return pathsIn(qemu, directory)
}

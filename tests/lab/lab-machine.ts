import { chmodSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BackendName } from '../../shared/deployment.ts'
import { type GuestResult, type GuestSshOptions, runOnGuest } from './guest-ssh.ts'
import { type LabImages, prepareLabImages } from './lab-images.ts'
import { monitorCommand } from './monitor.ts'
import { type LabRegistry, startRegistry } from './registry.ts'
import { startVm, type Vm } from './vm.ts'
import { waitForGuest } from './wait-for-guest.ts'

export interface LabMachineOptions {
  /** The one backend this machine has; the other one's command does not exist there. */
  readonly backend: BackendName
  /** sudo asks core for this password; default: it asks for none. */
  readonly sudoPassword?: string
}

export interface LabMachine {
  readonly name: string
  readonly host: '127.0.0.1'
  /** Of sshd, on 127.0.0.1. */
  readonly port: number
  readonly user: 'core'
  /** An unencrypted ed25519 key; `root` may log in with it, too. */
  readonly keyPath: string
  /** The registry that the machine knows as `registry.lab:5000`. */
  readonly registry: LabRegistry
  /** File with what the machine's kernel wrote to its serial console. */
  readonly consoleLog: string
  /** Runs a command through a connection of its own. */
  ssh(argv: readonly string[], options?: GuestSshOptions): Promise<GuestResult>
  /** One line for QEMU's human monitor. */
  monitor(line: string): Promise<string>
  /** Waits until commands run over SSH; the boot id. `otherThan` waits for the next start. */
  waitForSsh(options?: { readonly otherThan?: string; readonly timeoutMs?: number }): Promise<string>
  /** `systemctl reboot`, waited for; the new boot id. */
  reboot(): Promise<string>
  /** The plug is pulled and put back: the machine starts again from what its disk holds. Resolves at once. */
  powerLoss(): Promise<void>
  /** It stands still, as a laptop with its lid shut, and goes on. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Packets are lost both ways, silently, and come again. */
  cutNetwork(): Promise<void>
  restoreNetwork(): Promise<void>
  /** Remembers this moment, disk and memory, for `goBack()`; the moment remembered before is forgotten. */
  remember(): Promise<void>
  /** The machine is again as at the remembered moment, only later; its registry is up. */
  goBack(): Promise<void>
  /** Ends the machine and its registry and deletes all they wrote. */
  stop(): Promise<void>
}

/** A sudo that wants core's password, as on machines that were installed by hand. */
const ASK_FOR_PASSWORD = `
IFS= read -r password
printf 'core:%s\\n' "$password" | chpasswd
rm /etc/sudoers.d/core
printf 'core ALL=(ALL) ALL\\n' >/etc/sudoers.d/core-with-password
chmod 440 /etc/sudoers.d/core-with-password`

/** Runs a command as root; rejects when it fails. */
export async function mustRun(machine: LabMachine, argv: readonly string[], input?: string): Promise<void> {
  const options = input === undefined ? {} : { input }
  const result = await machine.ssh(argv, { user: 'root', ...options })
  if (result.exitCode !== 0) throw new Error(`The lab machine failed at ${argv.join(' ')}: ${result.stderr}`)
}

function machineOf(vm: Vm, registry: LabRegistry, images: LabImages, directory: string): LabMachine {
  const access = { port: vm.sshPort, keyPath: images.keyPath }
  const monitor = (line: string): Promise<string> => monitorCommand(vm.monitorPath, line)
  const tell = async (line: string): Promise<void> => void (await monitor(line))
  const machine: LabMachine = {
    ...access,
    name: directory.replace(/^.*-/, 'lab-'),
    host: '127.0.0.1',
    user: 'core',
    registry,
    consoleLog: vm.consoleLog,
    ssh: (argv, options) => runOnGuest(access, argv, options),
    monitor,
    waitForSsh: ({ otherThan, timeoutMs } = {}) =>
      waitForGuest({
        access,
        consoleLog: vm.consoleLog,
        hasEnded: vm.hasEnded,
        ...(otherThan === undefined ? {} : { otherThanBootId: otherThan }),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      }),
    reboot: async () => {
      const otherThan = await machine.waitForSsh()
      await machine.ssh(['systemctl', 'reboot'], { user: 'root' })
      return machine.waitForSsh({ otherThan })
    },
    powerLoss: () => tell('system_reset'),
    pause: () => tell('stop'),
    resume: () => tell('cont'),
    cutNetwork: () => tell('set_link n0 off'),
    restoreNetwork: () => tell('set_link n0 on'),
    remember: () => monitorCommand(vm.monitorPath, 'savevm moment').then(mustBeSilent),
    goBack: async () => {
      await registry.start()
      mustBeSilent(await monitor('loadvm moment'))
      await tell('set_link n0 on')
      await tell('cont')
      await setClock(machine)
    },
    stop: async () => {
      await registry.stop()
      await vm.stop()
    },
  }
  return machine
}

/** A saved life goes on with the clock it was saved with. */
async function setClock(machine: LabMachine): Promise<void> {
  await machine.waitForSsh()
  await mustRun(machine, ['date', '-s', `@${Math.round(Date.now() / 1000)}`])
}

/** What the human monitor says to a command that should say nothing. */
function mustBeSilent(answer: string): void {
  if (answer.trim() !== '') throw new Error(`QEMU: ${answer.trim()}`)
}

async function wake(machine: LabMachine, options: LabMachineOptions): Promise<void> {
  await setClock(machine)
  await mustRun(machine, ['/usr/libexec/lab/wake', options.backend])
  if (options.sudoPassword !== undefined)
    await mustRun(machine, ['bash', '-euc', ASK_FOR_PASSWORD], `${options.sudoPassword}\n`)
}

/**
 * Starts a throw-away machine that has booted `registry.lab:5000/os:1` and is ready for commands; seconds, once the images
 * are built. Nothing is left of it after `stop()`, nor when this process is killed. Rejects with the console's last words.
 */
export async function startLabMachine(options: LabMachineOptions): Promise<LabMachine> {
  const images = await prepareLabImages()
  const directory = mkdtempSync(join(tmpdir(), 'drydock-lab-'))
  chmodSync(directory, 0o700)
  mkdirSync(join(directory, 'registry'))
  const registry = await startRegistry(join(directory, 'registry'), images.registryContent)
  const { qemu, warmDisk: backingDisk, stateFile, publicKey } = images
  const life = {
    directory,
    removeDirectory: true,
    qemu,
    backingDisk,
    stateFile,
    publicKey,
    registryPort: registry.port,
  }
  const vm = await startVm(life)
  const machine = machineOf(vm, registry, images, directory)
  try {
    await wake(machine, options)
    return machine
  } catch (error) {
    await machine.stop()
    throw error
  }
}

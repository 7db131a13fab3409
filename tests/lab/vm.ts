/** One QEMU process with a disk of its own. The lab machine on top of it knows what runs inside. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { askQemu } from './monitor.ts'
import { qemuCommand } from './qemu-command.ts'
import { runProgram } from './run-script.ts'
import { type Supervised, startSupervised } from './supervised.ts'

export interface VmOptions {
  /** Where it lives: `disk.qcow2`, `console.log`, `output.log`, `qmp`. */
  readonly directory: string
  readonly removeDirectory: boolean
  readonly qemu: string
  /** The disk its own one is laid over; never written. */
  readonly backingDisk: string
  readonly publicKey: string
  readonly registryPort: number
  readonly stateFile?: string
}

export interface Vm extends Supervised {
  readonly sshPort: number
  readonly monitorPath: string
  readonly consoleLog: string
}

async function isReady(vm: Vm): Promise<boolean> {
  if (!existsSync(vm.monitorPath)) return false
  const status = await askQemu(vm.monitorPath, 'query-status').catch(() => undefined)
  return status !== undefined && (status as { readonly status: string }).status !== 'inmigrate'
}

async function startOnce(options: VmOptions): Promise<Vm | undefined> {
  const sshPort = await freePort()
  const { directory, removeDirectory } = options
  const program = startSupervised(qemuCommand({ ...options, sshPort }), { directory, removeDirectory })
  const vm = { ...program, sshPort, monitorPath: join(directory, 'qmp'), consoleLog: join(directory, 'console.log') }
  while (!(await isReady(vm))) {
    if (vm.hasEnded()) return undefined
    await delay(50)
  }
  if (options.stateFile !== undefined) await askQemu(vm.monitorPath, 'cont')
  return vm
}

/** Starts QEMU and, with a saved life, goes on with it. A start that dies (a port taken meanwhile) is tried once more. */
export async function startVm(options: VmOptions): Promise<Vm> {
  const { directory, qemu, backingDisk } = options
  const disk = join(directory, 'disk.qcow2')
  await runProgram([
    join(qemu, 'run'),
    'qemu-img',
    'create',
    '-q',
    '-f',
    'qcow2',
    '-F',
    'qcow2',
    '-b',
    backingDisk,
    disk,
  ])
  const vm = (await startOnce(options)) ?? (await startOnce(options))
  if (!vm) throw new Error(`QEMU did not start: ${readFileSync(join(directory, 'output.log'), 'utf8').slice(-2000)}`)
  return vm
}

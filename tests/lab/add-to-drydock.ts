import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSavedMachines } from '../../electron/machines/saved-machines.ts'
import type { LabMachine } from './lab-machine.ts'

export interface AddedAs {
  readonly name: string
  /** Default `core`. */
  readonly user?: 'core' | 'root'
}

/** The line ssh-keyscan(1) would print, from the machine itself. */
async function knownHostLine(machine: LabMachine): Promise<string> {
  const { stdout } = await machine.ssh(['cat', '/etc/ssh/ssh_host_ed25519_key.pub'])
  return `[${machine.host}]:${machine.port} ${stdout.trim().split(' ').slice(0, 2).join(' ')}\n`
}

/** Puts a lab machine into the list that a Drydock keeps in its data directory. */
export function addToList(dataDir: string, machine: LabMachine, { name, user = 'core' }: AddedAs): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const { host, port, keyPath } = machine
  openSavedMachines(dataDir).add([{ kind: 'address', name, host, port, user, keyPath, jump: '' }])
}

/** Adds a lab machine to the Drydock that lives in `home`, as for a person who has checked its host key. */
export async function addToDrydock(home: string, machine: LabMachine, as: AddedAs): Promise<void> {
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 })
  writeFileSync(join(home, '.ssh', 'known_hosts'), await knownHostLine(machine), { flag: 'a' })
  addToList(home, machine, as)
}

/** The SSH machines a person adds, imports from ~/.ssh/config and removes again. */

import type { NewMachine, SshConfigHost } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import { findMachine } from './find-machine.ts'
import { type MachineRecord, sshAddress, sshId } from './machine-record.ts'
import type { SavedMachine, SavedMachines } from './saved-machines.ts'
import type { LocalUser, SshConfigHosts } from './ssh-config-hosts.ts'
import { sshTargetOf } from './ssh-target-of.ts'

export interface AddedMachinesParts {
  readonly saved: SavedMachines
  readonly local: LocalUser
  readonly hosts: () => SshConfigHosts
  readonly records: () => readonly MachineRecord[]
}

export interface AddedMachines {
  /** Throws `machine/exists` for a name in the list, `usage/invalid` for a jump that is none. */
  add(machine: NewMachine): MachineRecord
  /** Throws `usage/invalid` for a name that is not in the configuration or cannot be used; then none is added. */
  importHosts(names: readonly string[]): readonly MachineRecord[]
  /** Throws `usage/invalid` for a machine that nobody added. */
  removable(machineId: string): MachineRecord
  remove(record: MachineRecord): void
  configHosts(): readonly SshConfigHost[]
}

export function createAddedMachines({ saved, local, hosts, records }: AddedMachinesParts): AddedMachines {
  const isAdded = (name: string): boolean => saved.list().some(machine => machine.name === name)

  function save(machines: readonly SavedMachine[]): readonly MachineRecord[] {
    if (machines.length > 0) saved.add(machines)
    return machines.map(machine => findMachine(records(), sshId(machine.name)))
  }

  function describe(name: string, config: SshConfigHosts): SshConfigHost {
    try {
      const { user, host, port, jump } = config.resolve(name)
      return { name, address: sshAddress(user, host, port), user, isAdded: isAdded(name), ...(jump ? { jump } : {}) }
    } catch (thrown) {
      // Shown with the reason instead of an address: a host that is silently missing from the list is a riddle.
      const address = thrown instanceof AppError ? thrown.message : String(thrown)
      return { name, address, isAdded: isAdded(name) }
    }
  }

  return {
    add(machine) {
      const added: SavedMachine = { kind: 'address', ...machine }
      if (records().some(each => each.name === machine.name))
        throw new AppError('machine/exists', { name: machine.name })
      sshTargetOf(added, hosts, local)
      saved.add([added])
      return findMachine(records(), sshId(machine.name))
    },
    importHosts(names) {
      const config = hosts()
      const added = names.filter(name => !isAdded(name)).map(name => ({ kind: 'ssh-config', name }) as const)
      const unknown = added.find(({ name }) => !config.names.includes(name))
      if (unknown)
        throw new AppError('usage/invalid', { reason: `“${unknown.name}” is not in your SSH configuration.` })
      for (const each of added) sshTargetOf(each, () => config, local)
      return save(added)
    },
    removable(machineId) {
      const record = findMachine(records(), machineId)
      if (record.kind === 'ssh') return record
      throw new AppError('usage/invalid', { reason: `${record.name} was not added by hand.` })
    },
    remove: record => saved.remove(record.name),
    configHosts() {
      const config = hosts()
      return config.names.map(name => describe(name, config))
    },
  }
}

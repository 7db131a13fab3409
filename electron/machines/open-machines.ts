/** The one handle of each machine, opened when first needed and shared by all who run commands there. */

import type { SudoAccess } from '../../shared/machine.ts'
import type { Ask } from '../lib/ask.ts'
import type { CommandRunner } from '../lib/runner.ts'
import type { MachineHandle } from './machine-handle.ts'
import type { MachineRecord } from './machine-record.ts'
import type { OpenContext } from './open-context.ts'
import { openLocalMachine } from './open-local-machine.ts'
import { openPodmanMachine } from './open-podman-machine.ts'
import { openSshMachine } from './open-ssh-machine.ts'
import type { LocalUser, SshConfigHosts } from './ssh-config-hosts.ts'
import { sshTargetOf } from './ssh-target-of.ts'

export interface OpenMachinesParts {
  readonly ask: Ask
  readonly knownHostsPath: string
  readonly localRunner: CommandRunner
  readonly local: LocalUser
  /** ~/.ssh/config as it is now. */
  readonly hosts: () => SshConfigHosts
  /** What this session's last probe said of root on a machine. */
  readonly access: (machineId: string) => SudoAccess | undefined
}

export interface OpenMachines {
  /** Throws what a machine's record alone forbids: stopped, or a configuration Drydock cannot use. */
  open(record: MachineRecord): MachineHandle
  close(machineId: string): void
  /** Closes handles of Podman machines that are gone, or live at another address; not those a job holds. */
  closeMoved(records: readonly MachineRecord[], isHeld: (machineId: string) => boolean): void
  closeAll(): void
}

interface Opened {
  readonly handle: MachineHandle
  readonly address: string
}

function openRecord(record: MachineRecord, parts: OpenMachinesParts): MachineHandle {
  const context: OpenContext = { ...parts, access: () => parts.access(record.id) }
  if (record.kind === 'podman') return openPodmanMachine(record, record.machine, context)
  if (record.kind === 'local') return openLocalMachine(record, context)
  if (record.kind === 'practice') return openSshMachine(record, record.target, context)
  return openSshMachine(record, sshTargetOf(record.saved, parts.hosts, parts.local), context)
}

export function createOpenMachines(parts: OpenMachinesParts): OpenMachines {
  const opened = new Map<string, Opened>()

  function close(id: string): void {
    opened.get(id)?.handle.close()
    opened.delete(id)
  }

  return {
    open(record) {
      const already = opened.get(record.id)
      if (already) return already.handle
      const handle = openRecord(record, parts)
      opened.set(record.id, { handle, address: record.address })
      return handle
    },
    close,
    closeMoved(records, isHeld) {
      const addresses = new Map(records.map(record => [record.id, record.address]))
      for (const [id, { handle, address }] of opened) {
        if (handle.kind === 'podman' && addresses.get(id) !== address && !isHeld(id)) close(id)
      }
    },
    closeAll() {
      for (const id of [...opened.keys()]) close(id)
    },
  }
}

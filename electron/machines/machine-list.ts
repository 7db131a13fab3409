/**
 * The live list of machines. `list` says what is known now and never waits for a machine; asking goes on behind it and
 * is announced, so a list of hundreds, half of them switched off, is on the screen at once.
 */

import { homedir, userInfo } from 'node:os'
import type { NewMachine, SshConfigHost } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { LastJob, Machine, MachineFacts, MachineState } from '../../shared/machine.ts'
import type { Ask } from '../lib/ask.ts'
import type { CommandRunner } from '../lib/runner.ts'
import type { SshTarget } from '../ssh/ssh-target.ts'
import { createAddedMachines } from './added-machines.ts'
import { createAskedMachines } from './asked-machines.ts'
import { coalesced } from './coalesced.ts'
import { findDefaultMachine, findMachine } from './find-machine.ts'
import { createKnownMachines } from './known-machines.ts'
import { createMachineAsker } from './machine-asker.ts'
import type { MachineHandle } from './machine-handle.ts'
import type { MachineRecord } from './machine-record.ts'
import { openMachineStates } from './machine-states.ts'
import { createOpenMachines } from './open-machines.ts'
import { readRawStatus } from './read-raw-status.ts'
import { openSavedMachines } from './saved-machines.ts'
import { type LocalUser, readSshConfigHosts, type SshConfigHosts } from './ssh-config-hosts.ts'
import { startMachine } from './start-machine.ts'

export interface MachineListParts {
  readonly dataDir: string
  readonly ask: Ask
  /** Runs `podman` and everything for this computer itself. */
  readonly localRunner: CommandRunner
  readonly practices: readonly { readonly id: string; readonly name: string; readonly target: SshTarget }[]
  readonly knownHostsPath: string
  readonly sshConfigPath: string
  /** Something in the list changed; several changes at once are told once. */
  readonly onChange: () => void
  readonly lastJobOf: (machineId: string) => LastJob | undefined
  readonly runningJobOf: (machineId: string) => string | undefined
  /** What Drydock removed of its own from a machine. */
  readonly sweptOf?: (machineId: string) => readonly string[]
  /** Units of another Drydock among what a machine told. */
  readonly othersIn?: (facts: MachineFacts) => readonly string[]
  readonly now?: () => number
}

export interface MachineList {
  /** What is known now. The first call starts asking all of them. */
  list(): readonly Machine[]
  /** What is known of one machine, after it was asked once in this session. */
  known(machineId: string): Promise<Machine>
  /** Asks one machine again, for a person, and waits for its answer; that it is unreachable is an answer. */
  refresh(machineId: string): Promise<Machine>
  /** Asks podman and every machine again, and waits for all of them. */
  refreshAll(): Promise<void>
  /** Asks podman which machines there are. Afterwards `find` and `defaultMachine` know them. */
  refreshPodman(): Promise<void>
  /** By id, else by name: `machine/not-found`, `machine/ambiguous`. */
  find(idOrName: string): Machine
  /** The default Podman machine: `machine/none`. */
  defaultMachine(): Machine
  /** The one handle of a machine, shared by all who use it; nobody but the list closes it. */
  open(machineId: string): Promise<MachineHandle>
  /** Starts a stopped Podman machine and waits until it answers; `onLine` hears what podman says. */
  start(machineId: string, onLine?: (line: string) => void): Promise<Machine>
  /** `machine/exists` for a name already in the list. */
  add(machine: NewMachine): Promise<Machine>
  /** Forgets an SSH machine; nothing is touched on it. `machine/busy` while a job changes it. */
  remove(machineId: string): void
  /** Adds names of ~/.ssh/config; those already added are left as they are. */
  importHosts(names: readonly string[]): Promise<readonly Machine[]>
  sshConfigHosts(): readonly SshConfigHost[]
  /** For jobs: `restarting`, until the next answer. */
  setState(machineId: string, state: MachineState): void
  /** What the backend of a machine prints of its status, as it prints it. */
  rawStatus(machineId: string): Promise<string>
  /** What a person should know about the list as a whole: podman is missing or failed, a file was set aside. */
  notes(): readonly AppError[]
  /** Closes every connection and writes what is not yet written. */
  close(): void
}

const TELL_AFTER_MS = 20

/** Everything the list is made of, joined. */
function joinParts(parts: MachineListParts) {
  const local: LocalUser = { home: homedir(), name: userInfo().username, env: process.env }
  const hosts = (): SshConfigHosts => readSshConfigHosts(parts.sshConfigPath, local)
  const changes = coalesced(parts.onChange, TELL_AFTER_MS)
  const states = openMachineStates(parts.dataDir, changes.soon)
  const saved = openSavedMachines(parts.dataDir)
  const handles = createOpenMachines({ ...parts, hosts, local, access: id => states.freshFacts(id)?.facts.sudo })
  const asker = createMachineAsker({ states, open: handles.open, now: parts.now ?? Date.now })
  const known = createKnownMachines({
    ...parts,
    saved,
    onPodman() {
      handles.closeMoved(known.records(), id => parts.runningJobOf(id) !== undefined)
      changes.soon()
    },
  })
  const asked = createAskedMachines({ ...parts, known, states, asker })
  const added = createAddedMachines({ saved, local, hosts, records: known.records })
  function close(): void {
    asker.close()
    known.close()
    changes.close()
    handles.closeAll()
    states.close()
  }
  return { changes, states, handles, asker, known, asked, added, close }
}

/** Reads the files the list is kept in; asks no machine before `list` or another method is called. */
export function createMachineList(parts: MachineListParts): MachineList {
  const { changes, states, handles, asker, known, asked, added, close } = joinParts(parts)
  const { recordOf, shown, refresh } = asked
  let isFirst = true

  function shownNew(record: MachineRecord): Machine {
    void asker.ask(record, { byPerson: false })
    changes.soon()
    return shown(record)
  }

  return {
    list() {
      // Not before the list is told: opening the first connections and starting podman takes its time.
      if (isFirst) setImmediate(() => void asked.refreshAll())
      isFirst = false
      return known.records().map(shown)
    },
    known: asked.knownOf,
    refresh,
    refreshAll: asked.refreshAll,
    refreshPodman: known.refreshPodman,
    find: idOrName => shown(findMachine(known.records(), idOrName)),
    defaultMachine: () => shown(findDefaultMachine(known.records())),
    open: async id => handles.open(await recordOf(id)),
    async start(id, onLine) {
      await startMachine({ record: await recordOf(id), states, known, localRunner: parts.localRunner, onLine })
      return refresh(id)
    },
    async add(machine) {
      await known.asked()
      return shownNew(added.add(machine))
    },
    remove(id) {
      const record = added.removable(id)
      const jobId = parts.runningJobOf(id)
      if (jobId !== undefined) throw new AppError('machine/busy', { machine: record.name, jobId })
      added.remove(record)
      handles.close(id)
      states.forget(id)
    },
    importHosts: async names => added.importHosts(names).map(shownNew),
    sshConfigHosts: added.configHosts,
    setState: states.set,
    rawStatus: async id => readRawStatus(handles.open(await recordOf(id)), (await asked.knownOf(id)).facts?.backend),
    notes: known.notes,
    close,
  }
}

/**
 * The practice machine: an SSH server in this process that behaves like a Fedora CoreOS machine. It holds deployments,
 * images and a storage, prints what the real tools print, restarts, and fails on request. Nothing outside this process is
 * touched, and nothing it is told can leave it.
 */

import type { BackendName } from '../../shared/deployment.ts'
import { openSshDoor, type SshDoor } from './ssh/ssh-door.ts'
import { applyTrouble } from './system/apply-trouble.ts'
import { createClock } from './system/clock.ts'
import { firstSnapshot } from './system/first-snapshot.ts'
import { createPower, type Power } from './system/power.ts'
import { type PracticeSnapshot, restoreSnapshot } from './system/snapshot.ts'
import type { World } from './system/world.ts'
import { isTroubleId } from './troubles.ts'

export type { PracticeSnapshot } from './system/snapshot.ts'
export { practiceTroubles } from './troubles.ts'

export interface PracticeOptions {
  /** Also its host name. */
  readonly name: string
  readonly backend: BackendName
  /** 1 is life (a pull takes about 20 s, a restart 8 s); tests use 100 and more. */
  readonly speed?: number
  /** Where it was left; ignored when it does not fit. */
  readonly snapshot?: PracticeSnapshot
  /** Called after every lasting change. */
  readonly onSnapshot?: (snapshot: PracticeSnapshot) => void
  readonly architecture?: 'x86_64' | 'aarch64'
}

export interface PracticeMachine {
  readonly host: '127.0.0.1'
  readonly port: number
  readonly user: 'core'
  /** OpenSSH text of the one key the machine accepts, for `core` and `root`. In memory only. */
  readonly privateKey: string
  /** Base64 of the host key’s public blob, for pinning. */
  readonly hostKey: string
  /** The trouble it has, or undefined for none. */
  readonly trouble: string | undefined
  getTrouble(): string | undefined
  /** Throws for an id that is not in `practiceTroubles`. */
  setTrouble(id: string | undefined): void
  snapshot(): PracticeSnapshot
  /** As it was at first: nothing rebased, no trouble, reachable. */
  reset(): void
  /** What a cut cable looks like. */
  dropConnections(): void
  /** The reset button: off and on again without a shutdown. */
  pressReset(): void
  /** Sets its clock forward or back. */
  jumpClock(byMs: number): void
  /** While it is not reachable its port is shut and every connection is gone. */
  setReachable(isReachable: boolean): void
  close(): Promise<void>
}

/** Fills an object again, in place: the running programs hold on to it. */
function refill(state: PracticeSnapshot, fresh: PracticeSnapshot): void {
  for (const key of Object.keys(state)) Reflect.deleteProperty(state, key)
  Object.assign(state, fresh)
}

type Kind = Pick<PracticeSnapshot, 'backend' | 'architecture'>

function createWorld(options: PracticeOptions, state: PracticeSnapshot, door: SshDoor, restart: () => void): World {
  return {
    name: options.name,
    clock: createClock(options.speed ?? 1),
    ociArchitecture: state.architecture === 'x86_64' ? 'amd64' : 'arm64',
    state,
    changed: () => options.onSnapshot?.(structuredClone(state)),
    dropConnections: door.drop,
    restart,
    sessions: door.logins,
    power: new AbortController(),
    transaction: undefined,
    isLockedByBootc: false,
    units: new Map(),
    locks: new Map(),
    clockOffsetMs: 0,
    nextPid: 2400,
  }
}

function changeTrouble(world: World, id: string | undefined): void {
  const { state } = world
  if (id !== undefined && !isTroubleId(id)) throw new Error(`there is no practice trouble “${id}”`)
  if (id === undefined) delete state.trouble
  else state.trouble = id
  state.isTroubleSpent = false
  applyTrouble(world)
  world.changed()
}

function startAnew(world: World, power: Power, kind: Kind): void {
  power.cut()
  refill(world.state, firstSnapshot(kind))
  applyTrouble(world)
  power.on()
  world.changed()
}

/** Starts a practice machine; it listens on 127.0.0.1 until it is closed. */
export async function startPracticeMachine(options: PracticeOptions): Promise<PracticeMachine> {
  const kind: Kind = { backend: options.backend, architecture: options.architecture ?? 'x86_64' }
  const state = restoreSnapshot(structuredClone(options.snapshot), kind) ?? firstSnapshot(kind)
  const door = await openSshDoor(() => world)
  const world = createWorld(options, state, door, () => power.restart())
  const power = createPower(world, door)
  applyTrouble(world)
  return {
    host: '127.0.0.1',
    port: door.port,
    user: 'core',
    privateKey: door.privateKey,
    hostKey: door.hostKey,
    get trouble() {
      return state.trouble
    },
    getTrouble: () => state.trouble,
    setTrouble: id => changeTrouble(world, id),
    snapshot: () => structuredClone(state),
    reset: () => startAnew(world, power, kind),
    dropConnections: door.drop,
    pressReset: power.reset,
    jumpClock: byMs => {
      world.clockOffsetMs += byMs
    },
    setReachable: power.setReachable,
    close: async () => {
      power.cut()
      await door.close()
    },
  }
}

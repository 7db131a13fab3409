/** On, off, and the way from one to the other. */

import { ProcessKilled } from './process.ts'
import { passThroughReset, passThroughRestart } from './restart-state.ts'
import { hasTrouble, type World } from './world.ts'

const SHUTTING_DOWN_MS = 700
const AWAY_MS = 8000
const LONG_AWAY_MS = 90_000

/*
 *   up ──restart──▶ shutting down ──▶ away ──▶ up          cut: off, until on or for good
 */
export interface Power {
  /** Begins a restart; a second one meanwhile is the same. */
  restart(): void
  setReachable(isReachable: boolean): void
  /** Ends everything that runs and every connection, at once. */
  cut(): void
  /** Off and on without a shutdown, as the reset button does it: what was only in memory is lost. */
  reset(): void
  /** On again after a cut, and reachable. */
  on(): void
}

interface Door {
  setOpen(isOpen: boolean): void
  drop(): void
}

/** Ends every program of this boot. */
function endPrograms(world: World): void {
  world.power.abort(new ProcessKilled('TERM'))
  world.transaction = undefined
  world.isLockedByBootc = false
  world.units.clear()
}

/** Down, and up again unless the machine stays away; rejects when the signal is aborted. */
async function passThrough(world: World, setUp: (isUp: boolean) => void, signal: AbortSignal): Promise<void> {
  await world.clock.sleep(SHUTTING_DOWN_MS, signal)
  setUp(false)
  endPrograms(world)
  passThroughRestart(world)
  world.power = new AbortController()
  // Only a cut ends this.
  if (hasTrouble(world, 'does-not-come-back')) return new Promise(() => {})
  await world.clock.sleep(hasTrouble(world, 'slow-restart') ? LONG_AWAY_MS : AWAY_MS, signal)
  setUp(true)
}

export function createPower(world: World, door: Door): Power {
  let isUp = true
  let isReachable = true
  let restarting: AbortController | undefined
  const setUp = (nowUp: boolean) => {
    isUp = nowUp
    door.setOpen(isUp && isReachable)
  }
  const restart = async (controller: AbortController) => {
    try {
      await passThrough(world, setUp, controller.signal)
      restarting = undefined
    } catch (thrown) {
      // A cut says by itself what is next.
      if (!controller.signal.aborted) throw thrown
    }
  }
  return {
    restart: () => {
      if (restarting) return
      restarting = new AbortController()
      void restart(restarting)
    },
    reset: () => {
      restarting?.abort()
      const controller = new AbortController()
      restarting = controller
      setUp(false)
      door.drop()
      endPrograms(world)
      passThroughReset(world)
      world.power = new AbortController()
      world.clock.sleep(AWAY_MS, controller.signal).then(
        () => {
          restarting = undefined
          setUp(true)
        },
        () => undefined,
      )
    },
    setReachable: reachable => {
      isReachable = reachable
      setUp(isUp)
    },
    cut: () => {
      restarting?.abort()
      restarting = undefined
      door.drop()
      endPrograms(world)
    },
    on: () => {
      world.power = new AbortController()
      isReachable = true
      setUp(true)
    },
  }
}

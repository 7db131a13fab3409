/** Troubles that are a state of the machine, not something that happens at a moment. */

import { startTransaction } from './transaction.ts'
import { bootedDeployment, hasTrouble, type World } from './world.ts'

const LAYERED = ['htop', 'strace']

const OTHER_CLIENT = 'rebase --bypass-driver ostree-unverified-registry:quay.io/example/other-os:stable '

const OTHER_INITIATOR = 'client(id:cli dbus:1.77 unit:session-7.scope uid:1000)'

const FOREVER_MS = 2_000_000_000

/** Another client’s rebase, which ends only when somebody cancels it. */
function startOtherClient(world: World): void {
  if (world.transaction) return
  startTransaction(
    world,
    { title: OTHER_CLIENT, method: 'Rebase', initiator: OTHER_INITIATOR },
    async ({ signal, say }) => {
      say('Pulling manifest: ostree-unverified-registry:quay.io/example/other-os:stable')
      await world.clock.sleep(FOREVER_MS, signal)
    },
  )
}

/** Makes the machine’s state fit its trouble, or the absence of one. */
export function applyTrouble(world: World): void {
  const { transaction } = world
  bootedDeployment(world).packages = hasTrouble(world, 'layered-packages') ? [...LAYERED] : []
  if (hasTrouble(world, 'transaction-running')) startOtherClient(world)
  else if (transaction?.title === OTHER_CLIENT) transaction.cancel()
}

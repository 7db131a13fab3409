import type { MachineFacts } from '../../../shared/machine.ts'
import type { OutputStream } from '../../lib/runner.ts'
import { startUnitCommand } from './unit-commands.ts'

/** A command that is to go on without us. */
export interface DetachedWish {
  /** What the unit is called after. */
  readonly part: string
  readonly argv: readonly string[]
  /** As the user who is logged in, not as root. */
  readonly isUsers?: boolean
  /** A directory that is of no use once the command has succeeded. */
  readonly removes?: string | undefined
  readonly onLines?: (stream: OutputStream, lines: readonly string[]) => void
}

/** What is run, as root, to have it run in a unit of this name: the same for the plan and for the job. */
export function detachedCommand(
  { argv, part, isUsers, removes }: DetachedWish,
  { jobId, unit, facts }: { readonly jobId: string; readonly unit: string; readonly facts: MachineFacts },
): readonly string[] {
  const { uid, user, isSelinuxEnforced = false } = facts
  const runsAs = isUsers && uid !== undefined && uid !== 0 ? { user: { name: user, uid } } : {}
  const description = `Drydock job ${jobId}: ${part}`
  const cleaning = removes === undefined ? {} : { removes }
  return startUnitCommand({ unit, argv, description, isSelinuxEnforced, ...runsAs, ...cleaning })
}

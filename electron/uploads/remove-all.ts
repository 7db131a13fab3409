import type { CommandRunner, RunOptions } from '../lib/runner.ts'
import { removeCommand } from './store-commands.ts'

/** Paths of one command line. */
const REMOVED_AT_ONCE = 200

/** Removes files of a store, however many. */
export async function removeAll(
  runner: CommandRunner,
  paths: readonly string[],
  options: Pick<RunOptions, 'signal'> = {},
): Promise<void> {
  for (let from = 0; from < paths.length; from += REMOVED_AT_ONCE) {
    await runner.run(removeCommand(paths.slice(from, from + REMOVED_AT_ONCE)), options)
  }
}

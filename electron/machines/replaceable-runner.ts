/** A connection that can be exchanged for another while those who use it keep what they hold. */

import type { CommandRunner } from '../lib/runner.ts'
import type { SshRunner } from '../ssh/reconnecting-runner.ts'

export interface ReplaceableRunner extends CommandRunner {
  /** Closes the connection; commands go to the new one from here on. */
  replace(runner: SshRunner): void
  connect(signal?: AbortSignal): Promise<void>
  onConnectionLost(listener: () => void): () => void
  close(): void
}

export function createReplaceableRunner(first: SshRunner): ReplaceableRunner {
  const listeners = new Set<() => void>()
  const tell = (): void => {
    for (const listener of listeners) listener()
  }
  let runner = first
  let stopHearing = runner.onConnectionLost(tell)

  function close(): void {
    stopHearing()
    runner.close()
  }

  return {
    run: (argv, options) => runner.run(argv, options),
    commandLine: (argv, options) => runner.commandLine(argv, options),
    connect: signal => runner.connect(signal),
    replace(next) {
      close()
      runner = next
      stopHearing = runner.onConnectionLost(tell)
    },
    onConnectionLost(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
  }
}

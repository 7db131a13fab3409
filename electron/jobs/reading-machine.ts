import type { MachineHandle } from '../machines/machine-handle.ts'
import { isAway } from './await-answer.ts'

/** The same machine for commands that only read: they are run again when the connection was lost under them. */
export const readingMachine = (machine: MachineHandle, reconnect: () => Promise<unknown>): MachineHandle => ({
  ...machine,
  async run(argv, options) {
    for (;;) {
      try {
        return await machine.run(argv, options)
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown
        await reconnect()
      }
    }
  },
})

/**
 * The one directory a job makes on its machine. It is written down before it is made; a timer there removes it when
 * Drydock never comes back, Drydock itself when the job is over, and the next connection what neither could.
 */

import { isAppError } from '../../shared/errors.ts'
import type { JobEventBody } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { isAway } from './await-answer.ts'
import type { JobLog } from './job-log.ts'
import { removeDirectoryCommand } from './steps/commands.ts'
import { detachmentOn } from './units/detachment.ts'
import { startCleanTimerCommand, stopUnitCommand } from './units/unit-commands.ts'
import { timerUnit } from './units/unit-name.ts'

const ANSWER_MS = 60_000

export interface JobDirectoryParts {
  readonly log: JobLog
  readonly told: MachineHandle
  readonly facts: () => MachineFacts
  readonly signal: AbortSignal
  readonly leaving: AbortSignal
  readonly reconnect: () => Promise<unknown>
  readonly emit: (body: JobEventBody) => void
  readonly note: (text: string) => void
}

export interface JobDirectory {
  claim(directory: string): Promise<void>
  cleanUp(onBegin: () => void): Promise<void>
}

export function createJobDirectory(parts: JobDirectoryParts): JobDirectory {
  const { log, told, leaving, note } = parts
  const timer = timerUnit(log.jobId)
  const isDetached = (): boolean => detachmentOn(told, parts.facts()).kind === 'unit'

  async function startTimer(directory: string): Promise<void> {
    for (;;) {
      try {
        // 1: it is there already, started by a word whose answer was lost.
        const options = { sudo: true, signal: parts.signal, okExitCodes: [0, 1], timeoutMs: ANSWER_MS }
        await told.run(startCleanTimerCommand(timer, directory), options)
        return
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown
        await parts.reconnect()
      }
    }
  }

  async function remove(directory: string): Promise<void> {
    const options = { signal: leaving, timeoutMs: ANSWER_MS }
    await told.run(removeDirectoryCommand(directory), options)
    if (isDetached()) await told.run(stopUnitCommand(`${timer}.timer`), { ...options, sudo: true, okExitCodes: [0, 5] })
  }

  return {
    async claim(directory) {
      if (log.job?.record.directory !== directory) parts.emit({ kind: 'checkpoint', record: { directory } })
      if (isDetached()) await startTimer(directory)
    },
    async cleanUp(onBegin) {
      const directory = log.job?.record.directory
      if (directory === undefined) return
      onBegin()
      for (let isRetry = false; ; isRetry = true) {
        try {
          await remove(directory)
          return
        } catch (thrown) {
          if (leaving.aborted) return
          if (!isAppError(thrown)) throw thrown
          // A connection that was just lost gets a second chance; a machine that is away does not hold the job up.
          if (isAway(thrown) && !isRetry) continue
          note(`${directory} is removed as soon as ${told.name} answers again.`)
          return
        }
      }
    },
  }
}

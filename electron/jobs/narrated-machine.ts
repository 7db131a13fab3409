/** The same machine, with every command, line and exit code told as events of a job. */

import { isAppError } from '../../shared/errors.ts'
import type { JobEventBody } from '../../shared/job.ts'
import type { RunOptions } from '../lib/runner.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { emitLines } from './emit-lines.ts'

type Emit = (body: JobEventBody) => void

/** `nextCommandId` numbers them, across every process that worked on the job. */
export function narratedMachine(machine: MachineHandle, emit: Emit, nextCommandId: () => number): MachineHandle {
  async function told<Result>(
    text: string,
    work: (onLines: Lines) => Promise<Result>,
    exitCodeOf: (r: Result) => number,
  ) {
    const commandId = nextCommandId()
    const startedAt = Date.now()
    emit({ kind: 'command', commandId, text })
    const exited = (exitCode: number | null): void =>
      emit({ kind: 'exit', commandId, exitCode, durationMs: Date.now() - startedAt })
    try {
      const result = await work((stream, lines) => emitLines(emit, { commandId, stream, lines }))
      exited(exitCodeOf(result))
      return result
    } catch (thrown) {
      exited(isAppError(thrown, 'command/failed') ? thrown.facts.exitCode : null)
      throw thrown
    }
  }

  return {
    ...machine,
    run: (argv, options = {}) =>
      told(
        machine.commandLine(argv, options),
        onLines => machine.run(argv, { ...options, onLines: both(onLines, options.onLines) }),
        result => result.exitCode,
      ),
    restart: (options = {}) =>
      told(
        restartLine(machine),
        onLines => machine.restart({ ...options, onLines: both(onLines, options.onLines) }),
        () => 0,
      ),
  }
}

type Lines = NonNullable<RunOptions['onLines']>

const both =
  (first: Lines, second: Lines | undefined): Lines =>
  (stream, lines) => {
    first(stream, lines)
    second?.(stream, lines)
  }

/** How a restart reads in the plan and in the log. */
export function restartLine(machine: MachineHandle): string {
  const { restartCommand } = machine
  if (restartCommand.kind === 'systemctl') return machine.commandLine(restartCommand.argv, { sudo: true })
  return restartCommand.argvs.map(argv => argv.join(' ')).join(' && ')
}

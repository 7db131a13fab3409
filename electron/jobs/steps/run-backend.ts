import { isAppError } from '../../../shared/errors.ts'
import type { CommandResult } from '../../lib/runner.ts'
import type { StepContext } from '../step.ts'

/** Runs one command of the backend as root, tells its progress, and turns what it prints on failure into a cause. */
export async function runBackend(context: StepContext, argv: readonly string[]): Promise<CommandResult> {
  const { machine, backend, signal } = context
  const reader = backend.createProgressReader()
  const stdout: string[] = []
  try {
    return await machine.run(argv, {
      sudo: true,
      signal,
      onLines: (stream, lines) => {
        for (const line of lines) {
          const point = reader.read(stream, line)
          if (point) context.progress(point.phase, point.doneBytes, point.totalBytes)
          if (stream === 'stdout' && stdout.length < 200) stdout.push(line)
        }
      },
    })
  } catch (thrown) {
    if (!isAppError(thrown, 'command/failed')) throw thrown
    throw backend.explainFailure({
      machine: machine.name,
      user: machine.user,
      image: context.plan.image?.requested ?? context.plan.after?.name ?? '',
      exitCode: thrown.facts.exitCode ?? -1,
      stdout: stdout.join('\n'),
      stderr: thrown.raw ?? thrown.facts.stderr,
    })
  }
}

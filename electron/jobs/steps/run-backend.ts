import { isAppError } from '../../../shared/errors.ts'
import type { CommandResult } from '../../lib/runner.ts'
import type { StepContext } from '../step.ts'
import type { DetachedWish } from '../units/detached-command.ts'

/** Runs one command of the backend as root, tells its progress, and turns what it prints on failure into a cause. */
export async function runBackend(
  context: StepContext,
  wish: Pick<DetachedWish, 'part' | 'argv' | 'removes'>,
): Promise<CommandResult> {
  const { machine, backend } = context
  const reader = backend.createProgressReader()
  const stdout: string[] = []
  try {
    return await context.runDetached({
      ...wish,
      onLines: (stream, lines) => {
        for (const line of lines) {
          const point = reader.read(stream, line)
          if (point) context.progress(point.phase, point.doneBytes, point.totalBytes)
          if (stream === 'stdout' && stdout.length < 200) stdout.push(line)
        }
      },
    })
  } catch (thrown) {
    // Without an exit code it was ended from outside, which has no cause to be read in what it printed.
    if (!isAppError(thrown, 'command/failed') || thrown.facts.exitCode === null) throw thrown
    throw backend.explainFailure({
      machine: machine.name,
      user: machine.user,
      image: context.plan.image?.requested ?? context.plan.after?.name ?? '',
      exitCode: thrown.facts.exitCode,
      stdout: stdout.join('\n'),
      stderr: thrown.raw ?? thrown.facts.stderr,
    })
  }
}

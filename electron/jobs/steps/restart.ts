import { AppError, isAppError } from '../../../shared/errors.ts'
import { awaitAnswer } from '../await-answer.ts'
import type { Step, StepContext } from '../step.ts'

/** A machine that still answers with its old boot id after this long was not restarted at all. */
const GOING_DOWN_MS = 180_000

/** Restarts the machine and waits until it answers with a new boot id. */
export const restart: Step = {
  name: 'restart',
  async run(context) {
    const { memory, machine } = context
    const startedAt = Date.now()
    const before = memory.facts.bootId
    context.progress('Shutting down', 0, 0)
    await goDown(context)
    context.progress('Waiting for the machine to come back', 0, 0)
    const isNewBoot = (bootId: string): boolean => {
      if (bootId === before && Date.now() - startedAt > GOING_DOWN_MS) {
        throw new AppError('verify/not-restarted', { machine: machine.name })
      }
      return bootId !== before
    }
    await awaitAnswer(context, { deadlineMs: context.restartDeadlineMs, isAnswer: isNewBoot })
    memory.restartMs = Date.now() - startedAt
    context.rememberRestart(memory.restartMs)
  },
}

/** A dropped connection is what a restart looks like; only a refusal is a failure. */
async function goDown({ machine, signal }: StepContext): Promise<void> {
  try {
    await machine.restart({ signal })
  } catch (thrown) {
    if (isAppError(thrown, 'machine/lost') || isAppError(thrown, 'machine/unreachable')) return
    throw isAppError(thrown, 'command/failed') ? refusal(machine.name, thrown) : thrown
  }
}

/** logind names who holds the block: `Operation inhibited by "x" (PID 1 "y", user z), reason is "…".` (systemctl(1)). */
function refusal(machine: string, failed: AppError<'command/failed'>): AppError {
  const holder = /inhibited by "([^"]+)"/i.exec(failed.raw ?? '')?.[1]
  if (holder === undefined) return failed
  return new AppError(
    'backend/reboot-blocked',
    { machine, holder },
    failed.raw === undefined ? {} : { raw: failed.raw },
  )
}

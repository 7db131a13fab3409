import { AppError, isAppError } from '../../../shared/errors.ts'
import { awaitAnswer } from '../await-answer.ts'
import type { Step, StepContext } from '../step.ts'
import { inhibitorsCommand, parseBlockHolder } from './block-holder.ts'

/** A machine that still answers with its old boot id after this long was not restarted at all. */
const GOING_DOWN_MS = 180_000
/** The word to restart can be lost together with the connection; then it is given again. */
const ASK_AGAIN_AFTER_MS = 15_000

/** Restarts the machine and waits until it answers with a new boot id. */
export const restart: Step = {
  name: 'restart',
  async run(context) {
    const { memory } = context
    const startedAt = Date.now()
    context.progress('Shutting down', 0, 0)
    await goDown(context)
    context.progress('Waiting for the machine to come back', 0, 0)
    await comeBack(context)
    memory.restartMs = Date.now() - startedAt
    context.rememberRestart(memory.restartMs)
  },
}

async function comeBack(context: StepContext): Promise<void> {
  const { memory, machine, restartDeadlineMs } = context
  const oldBootId = memory.facts.bootId
  if ((await awaitBoot(context, Math.min(ASK_AGAIN_AFTER_MS, restartDeadlineMs / 4))) !== oldBootId) return
  context.note(`${machine.name} still runs as before; asking it to restart once more.`)
  await goDown(context)
  if ((await awaitBoot(context, GOING_DOWN_MS)) !== oldBootId) return
  throw new AppError('verify/not-restarted', { machine: machine.name })
}

/** The new boot id, or the old one of a machine that is still up after `patienceMs`. */
function awaitBoot(context: StepContext, patienceMs: number): Promise<string> {
  const askedAt = Date.now()
  const oldBootId = context.memory.facts.bootId
  const isAnswer = (bootId: string): boolean => bootId !== oldBootId || Date.now() - askedAt > patienceMs
  return awaitAnswer(context, { deadlineMs: context.restartDeadlineMs, isAnswer })
}

/** A dropped connection is what a restart looks like; only a refusal is a failure. */
async function goDown(context: StepContext): Promise<void> {
  const { machine, signal } = context
  try {
    await machine.restart({ signal })
  } catch (thrown) {
    if (isAppError(thrown, 'machine/lost') || isAppError(thrown, 'machine/unreachable')) return
    throw isAppError(thrown, 'command/failed') ? await refusal(context, thrown) : thrown
  }
}

/** How logind refuses root for a block: newer ones say so, systemd 257 only this. */
const REFUSED = /Call to Reboot failed: (Access denied|Operation denied due to active block inhibitor)/

/** Off a terminal systemctl(1) does not say who holds the block. */
async function refusal({ machine, quiet, signal }: StepContext, failed: AppError<'command/failed'>): Promise<AppError> {
  const { raw } = failed
  if (!REFUSED.test(raw ?? '')) return failed
  const { stdout } = await quiet.run(inhibitorsCommand, { signal, okExitCodes: [0, 1, 127] })
  const holder = parseBlockHolder(stdout) ?? 'Another program'
  return new AppError('backend/reboot-blocked', { machine: machine.name, holder }, raw === undefined ? {} : { raw })
}

/**
 * Restarts the machine and waits until it answers with a new boot id. That it was asked to is written down first: another
 * process then only waits, and asks once more only where the machine shows that the word never came. A person said yes in
 * this job before, or this step would not have been reached.
 *
 * A machine that takes longer than it usually does is looked for all the same; meanwhile is said what to try.
 */

import { AppError, isAppError } from '../../../shared/errors.ts'
import { awaitAnswer, isAway } from '../await-answer.ts'
import type { Step, StepContext } from '../step.ts'
import { inhibitorsCommand, parseBlockHolder } from './block-holder.ts'
import { adviceFor } from './restart-advice.ts'

/** A machine that still answers with its old boot id after this long was not restarted at all. */
const GOING_DOWN_MS = 180_000
/** The word to restart can be lost together with the connection; then it is given again. */
const ASK_AGAIN_AFTER_MS = 15_000
/** A machine seen restarting for the first time is given this long before it is called late. */
const FIRST_USUAL_MS = 180_000
const LONGEST_PAUSE_MS = 3_000

export const restart: Step = {
  name: 'restart',
  async run(context) {
    const { memory } = context
    const isAskedBefore = memory.leaving !== undefined
    context.progress('Shutting down', 0, 0)
    if (!isAskedBefore) {
      memory.leaving = { bootId: memory.facts.bootId, at: Date.now() }
      await goDown(context)
    }
    context.progress('Waiting for the machine to come back', 0, 0)
    const startedAt = performance.now()
    await comeBack(context)
    if (memory.restartMs !== undefined) return
    // Whoever was closed meanwhile does not know how long it took.
    if (isAskedBefore) return
    memory.restartMs = Math.max(1, Math.round(performance.now() - startedAt))
    context.rememberRestart(memory.restartMs)
  },
}

async function comeBack(context: StepContext): Promise<void> {
  const { memory, machine, restartDeadlineMs } = context
  const oldBootId = memory.leaving?.bootId
  if ((await awaitBoot(context, Math.min(ASK_AGAIN_AFTER_MS, restartDeadlineMs / 4))) !== oldBootId) return
  context.note(`${machine.name} still runs as before; asking it to restart once more.`)
  await goDown(context)
  if ((await awaitBoot(context, GOING_DOWN_MS)) !== oldBootId) return
  throw new AppError('verify/not-restarted', { machine: machine.name })
}

/** The new boot id, or the old one of a machine that is still up after `patienceMs`. */
async function awaitBoot(context: StepContext, patienceMs: number): Promise<string> {
  const askedAt = performance.now()
  const since = Date.now()
  const oldBootId = context.memory.leaving?.bootId
  const usualMs = context.usualRestartMs
  const isAnswer = (bootId: string): boolean => bootId !== oldBootId || performance.now() - askedAt > patienceMs
  let isLate = false
  const bootId = await awaitAnswer(context, {
    deadlineMs: context.restartDeadlineMs,
    isAnswer,
    longestPauseMs: LONGEST_PAUSE_MS,
    onAway({ attempt, waitedMs, nextTryMs }) {
      // Away is what it should be; only a machine that is late is worth a word, and one is enough.
      if (isLate || waitedMs < 2 * (usualMs ?? FIRST_USUAL_MS / 2)) return
      isLate = true
      const advice = adviceFor(context)
      context.note(`${context.machine.name} is not back yet. ${advice.join(' ')}`)
      const usual = usualMs === undefined ? {} : { usualMs }
      context.reconnecting({ attempt, since, nextTryMs, advice, ...usual })
    },
  })
  if (isLate) context.reconnecting()
  return bootId
}

/** A dropped connection is what a restart looks like; only a refusal is a failure. */
async function goDown(context: StepContext): Promise<void> {
  const { machine, signal } = context
  try {
    await machine.restart({ signal })
  } catch (thrown) {
    if (isAway(thrown)) return
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

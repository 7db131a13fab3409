/** What the steps of one job see of the world, joined. */

import type { JobEventBody, JobRequest, StepName } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Backend } from '../backends/backend.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { readMachineFacts } from '../machines/read-machine-facts.ts'
import { awaitAnswer, isAway } from './await-answer.ts'
import { createJobDirectory } from './job-directory.ts'
import type { JobLog } from './job-log.ts'
import { createJobMemory } from './job-memory.ts'
import { narratedMachine } from './narrated-machine.ts'
import { progressEmitter } from './progress-emitter.ts'
import { readingMachine } from './reading-machine.ts'
import { createRestartQuestions, type RestartQuestions } from './restart-question.ts'
import type { RestartTimes } from './restart-times.ts'
import type { StepContext } from './step.ts'
import { describeTruth } from './truth.ts'
import { createDetachedRunner } from './units/detached-runner.ts'
import { earlierUnits, saidBy } from './units/said-by.ts'

export interface JobContextParts {
  readonly log: JobLog
  readonly request: JobRequest
  readonly plan: Plan
  readonly backend: Backend
  readonly machine: MachineHandle
  readonly facts: MachineFacts
  readonly restartTimes: RestartTimes
  readonly restartDeadlineMs: number
  /** How long to look for a machine that is away before the job is left for another time. */
  readonly lossDeadlineMs: number
  readonly emit: (body: JobEventBody) => void
  readonly signal: AbortSignal
  readonly leaving: AbortSignal
  readonly giveUp: () => void
  readonly step: () => StepName
}

export interface JobContext {
  readonly context: StepContext
  readonly questions: RestartQuestions
  /** Removes what the job made on its machine, if it made anything; `onBegin` hears that there is something to do. */
  cleanUp(onBegin: () => void): Promise<void>
}

export function createJobContext(parts: JobContextParts): JobContext {
  const { log, request, plan, machine, emit, signal, leaving } = parts
  const job = () => log.job as NonNullable<JobLog['job']>
  const note = (text: string): void => emit({ kind: 'note', text })
  let commandCount = log.job?.commandCount ?? 0
  const nextCommandId = (): number => ++commandCount
  const told = narratedMachine(machine, emit, nextCommandId)
  const memory = createJobMemory(
    parts.facts,
    () => job().record,
    record => emit({ kind: 'checkpoint', record }),
  )

  const reconnecting: StepContext['reconnecting'] = wait => {
    const step = parts.step()
    emit({
      kind: 'state',
      state: wait === undefined ? { kind: 'running', step } : { kind: 'reconnecting', step, ...wait },
    })
  }

  async function reconnect(): Promise<string> {
    const since = Date.now()
    let hasWaited = false
    try {
      const bootId = await awaitAnswer(
        { quiet: machine, signal: leaving.aborted ? leaving : signal },
        {
          deadlineMs: parts.lossDeadlineMs,
          onAway({ attempt, nextTryMs }) {
            hasWaited = true
            reconnecting({ attempt, since, nextTryMs })
          },
        },
      )
      if (hasWaited) reconnecting()
      return bootId
    } catch (thrown) {
      if (!signal.aborted) parts.giveUp()
      throw thrown
    }
  }

  async function readFacts(): Promise<MachineFacts> {
    for (;;) {
      try {
        const facts = await readMachineFacts(machine)
        note(describeTruth(facts))
        return facts
      } catch (thrown) {
        if (!isAway(thrown)) throw thrown
        note(`Lost the connection to ${machine.name}.`)
        await reconnect()
      }
    }
  }

  const detached = createDetachedRunner({
    jobId: log.jobId,
    signal,
    told,
    quiet: machine,
    facts: () => memory.facts,
    job,
    said: unit => saidBy(log, unit),
    emit,
    note,
    nextCommandId,
    async reconnect() {
      note(`Lost the connection to ${machine.name}. What runs there goes on; Drydock reads on as soon as it answers.`)
      return reconnect()
    },
    earlierUnits: earlierUnits(log),
  })
  const questions = createRestartQuestions({ jobId: log.jobId, request, record: () => job().record, signal, emit })
  const directory = createJobDirectory({ log, told, facts: () => memory.facts, signal, leaving, reconnect, emit, note })

  const context: StepContext = {
    jobId: log.jobId,
    request,
    plan,
    backend: parts.backend,
    memory,
    machine: told,
    reader: readingMachine(told, reconnect),
    quiet: machine,
    signal,
    note,
    progress: progressEmitter(emit),
    runDetached: detached.run,
    isResumed: parts.log.job !== undefined && parts.log.job.steps.length > 0,
    finishEarlier: detached.finishEarlier,
    claimDirectory: directory.claim,
    reconnecting,
    reconnect,
    readFacts,
    askRestart: questions.ask,
    usualRestartMs: parts.restartTimes.usualMs(machine.id),
    rememberRestart: durationMs => parts.restartTimes.remember(machine.id, durationMs),
    restartDeadlineMs: parts.restartDeadlineMs,
  }
  return { context, questions, cleanUp: directory.cleanUp }
}

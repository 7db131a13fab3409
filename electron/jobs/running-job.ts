/** One job from its first event to its last: its signal, its person's answer, and the context its steps see. */

import { AppError } from '../../shared/errors.ts'
import type { JobEventBody, JobRequest, RestartChoice, RestartQuestion, StepName } from '../../shared/job.ts'
import type { MachineFacts } from '../../shared/machine.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Backend } from '../backends/backend.ts'
import type { MachineHandle } from '../machines/machine-handle.ts'
import { readMachineFacts } from '../machines/read-machine-facts.ts'
import type { JobLog } from './job-log.ts'
import { closing, runJob } from './job-runner.ts'
import type { Leftovers } from './leftovers.ts'
import { narratedMachine } from './narrated-machine.ts'
import { stepsFor } from './plans.ts'
import type { RestartTimes } from './restart-times.ts'
import type { StepContext } from './step.ts'
import { describeTruth } from './truth.ts'

const PROGRESS_PAUSE_MS = 100

export interface RunningJobParts {
  readonly log: JobLog
  readonly request: JobRequest
  readonly plan: Plan
  readonly backend: Backend
  readonly machine: MachineHandle
  readonly facts: MachineFacts
  readonly leftovers: Leftovers
  readonly restartTimes: RestartTimes
  readonly restartDeadlineMs: number
  /** Hears of each new event. */
  onEvent(seq: number): void
}

export interface RunningJob {
  readonly jobId: string
  readonly machineId: string
  /** Resolves when the last event is written; never rejects. */
  readonly ended: Promise<void>
  cancel(): void
  /** Drydock closes: stops here and touches nothing more. */
  abandon(): void
  /** Throws `job/not-asking`. */
  answer(answer: 'now' | 'not-now'): void
}

export function startRunningJob(parts: RunningJobParts): RunningJob {
  const { log, request, plan, machine } = parts
  const cancelling = new AbortController()
  let onAnswer: ((answer: 'now' | 'not-now') => void) | undefined
  let step: StepName = 'preflight'
  let directory: string | undefined

  const emit = (body: JobEventBody): void => parts.onEvent(log.append(body).seq)
  const note = (text: string): void => emit({ kind: 'note', text })

  function waitForPerson(question: RestartQuestion): Promise<'now' | 'not-now'> {
    emit({ kind: 'state', state: { kind: 'asking', question } })
    return new Promise((resolve, reject) => {
      onAnswer = answer => {
        onAnswer = undefined
        note(answer === 'now' ? 'Restart now.' : 'Not now.')
        resolve(answer)
      }
      cancelling.signal.addEventListener('abort', () => reject(cancelling.signal.reason), { once: true })
    })
  }

  async function readFacts(): Promise<MachineFacts> {
    const facts = await readMachineFacts(machine)
    note(describeTruth(facts))
    return facts
  }

  const context: StepContext = {
    jobId: log.jobId,
    request,
    plan,
    backend: parts.backend,
    memory: { facts: parts.facts },
    machine: narratedMachine(machine, emit),
    quiet: machine,
    signal: cancelling.signal,
    note,
    progress: progressEmitter(emit),
    claimDirectory(made) {
      directory = made
      parts.leftovers.claim(machine.id, made)
    },
    reconnecting: attempt =>
      emit({
        kind: 'state',
        state: attempt === undefined ? { kind: 'running', step } : { kind: 'reconnecting', step, attempt },
      }),
    readFacts,
    askRestart: question => answerBeforehand(restartChoiceOf(request)) ?? waitForPerson(question),
    usualRestartMs: parts.restartTimes.usualMs(machine.id),
    rememberRestart: durationMs => parts.restartTimes.remember(machine.id, durationMs),
    restartDeadlineMs: parts.restartDeadlineMs,
  }

  async function cleanUp(): Promise<void> {
    if (directory === undefined) return
    emit({ kind: 'state', state: { kind: 'running', step: 'clean-up' } })
    if ((await parts.leftovers.settle(context.machine, directory)) === 'left') {
      note(`${directory} is removed as soon as ${machine.name} answers again.`)
    }
  }

  emit({ kind: 'started', request, machineName: machine.name, plan })
  const ended = runJob(stepsFor(plan), context, {
    onStep(next) {
      step = next.name
      if (step !== 'ask') emit({ kind: 'state', state: { kind: 'running', step } })
    },
    cleanUp,
    onEnd: verdict => emit({ kind: 'state', state: { kind: 'ended', verdict } }),
  }).then(() => undefined)

  return {
    jobId: log.jobId,
    machineId: machine.id,
    ended,
    cancel: () => cancelling.abort(new Error('cancelled')),
    abandon: () => cancelling.abort(closing),
    answer(answer) {
      if (!onAnswer) throw new AppError('job/not-asking', { jobId: log.jobId })
      onAnswer(answer)
    },
  }
}

const restartChoiceOf = (request: JobRequest): RestartChoice =>
  'restart' in request && request.restart !== undefined ? request.restart : 'ask'

function answerBeforehand(choice: RestartChoice): Promise<'now' | 'not-now'> | undefined {
  if (choice === 'ask') return undefined
  return Promise.resolve(choice === 'yes' ? 'now' : 'not-now')
}

/** At most ten points a second, but always the first and the last of a phase. */
function progressEmitter(emit: (body: JobEventBody) => void): StepContext['progress'] {
  let lastPhase = ''
  let lastAt = 0
  return (phase, doneBytes, totalBytes) => {
    const now = Date.now()
    const isEdge = phase !== lastPhase || (totalBytes > 0 && doneBytes >= totalBytes)
    if (!isEdge && now - lastAt < PROGRESS_PAUSE_MS) return
    lastPhase = phase
    lastAt = now
    emit({ kind: 'progress', phase, doneBytes, totalBytes })
  }
}

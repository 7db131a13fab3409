/** The one question only a person can answer, and their answer, which holds for this job whoever goes on with it. */

import { AppError } from '../../shared/errors.ts'
import type { JobEventBody, JobRequest, RestartQuestion } from '../../shared/job.ts'
import type { JobRecord } from '../../shared/job-record.ts'

type Answer = NonNullable<JobRecord['answer']>

export interface RestartQuestions {
  ask(question: RestartQuestion): Promise<Answer>
  /** Throws `job/not-asking`. */
  answer(answer: Answer): void
}

export interface RestartQuestionParts {
  readonly jobId: string
  readonly request: JobRequest
  readonly record: () => JobRecord
  readonly signal: AbortSignal
  readonly emit: (body: JobEventBody) => void
}

export function createRestartQuestions({
  jobId,
  request,
  record,
  signal,
  emit,
}: RestartQuestionParts): RestartQuestions {
  let onAnswer: ((answer: Answer) => void) | undefined

  const waitForPerson = (question: RestartQuestion): Promise<Answer> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted()
      onAnswer = answer => {
        onAnswer = undefined
        emit({ kind: 'checkpoint', record: { answer } })
        emit({ kind: 'note', text: answer === 'now' ? 'Restart now.' : 'Not now.' })
        resolve(answer)
      }
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      emit({ kind: 'state', state: { kind: 'asking', question } })
    })

  return {
    async ask(question) {
      const given = record().answer ?? answerBeforehand(request)
      if (given === undefined) return waitForPerson(question)
      if (record().answer === undefined) emit({ kind: 'checkpoint', record: { answer: given } })
      return given
    },
    answer(answer) {
      if (!onAnswer) throw new AppError('job/not-asking', { jobId })
      onAnswer(answer)
    },
  }
}

function answerBeforehand(request: JobRequest): Answer | undefined {
  const choice = 'restart' in request ? request.restart : undefined
  if (choice === undefined || choice === 'ask') return undefined
  return choice === 'yes' ? 'now' : 'not-now'
}

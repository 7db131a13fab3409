import { randomUUID } from 'node:crypto'
import type { Answer, Question } from '../../shared/api.ts'
import { AppError } from '../../shared/errors.ts'
import type { Ask } from './ask.ts'

export interface Questions {
  readonly ask: Ask
  list(): readonly Question[]
  /** Throws `usage/invalid` for a question that is no longer open. */
  answer(questionId: string, answer: Answer): void
  /** Answers every open question with "no". */
  close(): void
}

interface Open {
  readonly question: Question
  readonly settle: (answer: Answer) => void
}

/** Keeps the questions that wait for a person. Answers pass through and are never kept. */
export function createQuestions(onChange: () => void): Questions {
  const open = new Map<string, Open>()

  const ask: Ask = (body, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const question = { ...body, id: randomUUID() } as Question
      const abort = (): void => {
        open.delete(question.id)
        onChange()
        reject(signal?.reason)
      }
      const settle = (answer: Answer): void => {
        signal?.removeEventListener('abort', abort)
        open.delete(question.id)
        onChange()
        resolve(answer)
      }
      signal?.addEventListener('abort', abort, { once: true })
      open.set(question.id, { question, settle })
      onChange()
    })

  return {
    ask,
    list: () => [...open.values()].map(each => each.question),
    answer(questionId, answer) {
      const found = open.get(questionId)
      if (!found) throw new AppError('usage/invalid', { reason: 'That question is no longer open.' })
      found.settle(answer)
    },
    close() {
      for (const { settle } of open.values()) settle(null)
    },
  }
}

import type { Answer, Question } from '../../shared/api.ts'

/** A question before it has a number. */
export type QuestionBody = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never

/** Asks a person and waits; `null` is "no, leave it". Rejects with the signal's reason when aborted. */
export type Ask = (question: QuestionBody, signal?: AbortSignal) => Promise<Answer>

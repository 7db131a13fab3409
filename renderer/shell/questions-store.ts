import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Answer, Api, Question } from '../../shared/api.ts'

export interface QuestionsState {
  readonly questions: readonly Question[]
  load(): Promise<void>
  /** The answer is handed over and not kept. */
  answer(questionId: string, answer: Answer): Promise<void>
}

/** What machines ask a person, oldest first. */
export const createQuestionsStore = (api: Api): StoreApi<QuestionsState> =>
  createStore<QuestionsState>((set, get) => ({
    questions: [],
    async load() {
      set({ questions: await api.listQuestions().catch(() => get().questions) })
    },
    async answer(questionId, answer) {
      set({ questions: get().questions.filter(question => question.id !== questionId) })
      await api.answerQuestion(questionId, answer).catch(() => undefined)
      await get().load()
    },
  }))

import type { Question } from '../../shared/api.ts'
import { useQuestions } from '../app/use-app.ts'
import { HostKeyDialog } from './host-key-dialog.tsx'
import { SecretDialog } from './secret-dialog.tsx'

/** What machines ask, one dialog at a time, oldest first. */
export function QuestionDialogs() {
  const question = useQuestions(state => state.questions[0])
  return question ? <QuestionDialog key={question.id} question={question} /> : null
}

function QuestionDialog({ question }: { readonly question: Question }) {
  const answerQuestion = useQuestions(state => state.answer)
  const answer = (given: string | true | null): void => void answerQuestion(question.id, given)
  if (question.kind === 'host-key') return <HostKeyDialog question={question} onAnswer={answer} />
  return <SecretDialog question={question} onAnswer={answer} />
}

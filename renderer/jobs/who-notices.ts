/** Who notices a restart, in one sentence. Pure. */
import type { RestartQuestion } from '../../shared/job.ts'
import { count } from '../ui/format.ts'

export function whoNotices({ runningContainers, sessions }: RestartQuestion): string {
  const who = sessions.map(({ user, terminal }) => (terminal === '' ? user : `${user}, ${terminal}`)).join('; ')
  const parts = [
    runningContainers > 0 ? count(runningContainers, 'running container') : '',
    sessions.length > 0 ? `${count(sessions.length, 'session')} (${who})` : '',
  ].filter(Boolean)
  if (parts.length === 0) return 'No container runs there and nobody else is logged in.'
  return `${parts.join(' and ')} will stop.`
}

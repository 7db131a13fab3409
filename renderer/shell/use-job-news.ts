import { useEffect } from 'react'
import type { Job } from '../../shared/job.ts'
import type { App } from '../app/open-app.ts'
import { hrefOf } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'
import { jobTitle, outcomeWords } from '../jobs/job-words.ts'

interface News {
  readonly text: string
  readonly tone: 'success' | 'info' | 'warning' | 'danger'
}

/** What a person should hear about a job that just changed; nothing for the many small steps. */
export function newsOf(now: Job, before: Job | undefined): News | undefined {
  if (!before || before.state.kind === now.state.kind) return undefined
  if (now.state.kind === 'asking')
    return { text: `${now.machineName} is ready to restart and waits for your answer.`, tone: 'info' }
  if (now.state.kind !== 'ended') return undefined
  const { outcome, sentence } = now.state.verdict
  if (outcome === 'failed') return { text: sentence, tone: 'danger' }
  return { text: sentence || outcomeWords[outcome].text, tone: outcome === 'booted' ? 'success' : 'info' }
}

function notify(job: Job, { text }: News): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  const notification = new Notification(jobTitle(job), { body: text, tag: job.id })
  notification.onclick = () => {
    window.focus()
    location.hash = hrefOf({ kind: 'job', jobId: job.id })
  }
}

function tellNews(app: App, job: Job, news: News): void {
  const href = hrefOf({ kind: 'job', jobId: job.id })
  const isSeen = location.hash === href && document.visibilityState === 'visible'
  if (isSeen) return
  app.toasts.getState().add({ ...news, link: { text: 'Show the job', href } })
  if (app.settings.getState().settings?.notifications && !document.hasFocus()) notify(job, news)
}

/** Says when a job asks or ends while it is not being looked at. */
export function useJobNews(): void {
  const app = useApp()
  useEffect(
    () =>
      app.jobs.subscribe(({ jobs }, { jobs: before }) => {
        if (jobs === before) return
        for (const [id, job] of jobs) {
          const news = job === before.get(id) ? undefined : newsOf(job, before.get(id))
          if (news) tellNews(app, job, news)
        }
      }),
    [app],
  )
}

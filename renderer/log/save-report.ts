import { toAppError } from '../../shared/errors.ts'
import type { Job } from '../../shared/job.ts'
import type { App } from '../app/open-app.ts'
import { downloadText } from '../ui/download.ts'

const stamp = (at: number): string => new Date(at).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')

/** Saves a job as text for a bug tracker; says so where that fails. */
export async function saveReport({ api, toasts }: App, job: Job): Promise<void> {
  try {
    const name = job.machineName.replaceAll(/[^\w.-]+/g, '-')
    downloadText(`drydock-${name}-${stamp(job.startedAt)}.txt`, await api.readReport(job.id))
  } catch (thrown) {
    toasts.getState().add({ tone: 'danger', text: toAppError(thrown).message })
  }
}

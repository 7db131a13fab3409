import type { Job } from '../../shared/job.ts'
import type { App } from '../app/open-app.ts'
import { navigate } from '../app/route.ts'

/** The same act once more: reviewed again first, or for a restart asked again first. */
export async function again({ api, jobs }: App, { request }: Job): Promise<void> {
  if (request.kind === 'rebase') {
    const { restart: _, ...choice } = request
    return navigate(choice)
  }
  if (request.kind !== 'restart') return navigate({ kind: request.kind, machineId: request.machineId })
  const jobId = await api.startJob({ kind: 'restart', machineId: request.machineId, restart: 'ask' })
  void jobs.getState().pull(jobId)
  navigate({ kind: 'job', jobId })
}

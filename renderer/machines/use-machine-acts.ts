import { useCallback, useMemo, useState } from 'react'
import { type ErrorReport, toAppError } from '../../shared/errors.ts'
import type { JobRequest } from '../../shared/job.ts'
import { navigate } from '../app/route.ts'
import { useApp } from '../app/use-app.ts'

export interface MachineActs {
  refresh(machineId: string): void
  start(machineId: string): void
  remove(machineId: string): void
  /** Removes what Drydock keeps there of images it sent. */
  emptyStore(machineId: string): void
  /** Begins a job that asks before it restarts anything, and goes to its page. */
  restart(machineId: string): void
}

/** What can be done to a machine from its row or page; a failure is shown where the act was. */
export function useMachineActs(): {
  readonly acts: MachineActs
  readonly error: ErrorReport | undefined
  forgetError(): void
} {
  const { api, machines, jobs } = useApp()
  const [error, setError] = useState<ErrorReport | undefined>(undefined)
  const acts = useMemo<MachineActs>(() => {
    const tried = (act: Promise<unknown>): void => {
      setError(undefined)
      act.catch(thrown => setError(toAppError(thrown).report))
    }
    const startJob = async (request: JobRequest): Promise<void> => {
      const jobId = await api.startJob(request)
      void jobs.getState().pull(jobId)
      navigate({ kind: 'job', jobId })
    }
    return {
      refresh: machineId => tried(machines.getState().refresh(machineId)),
      start: machineId => tried(machines.getState().start(machineId)),
      emptyStore: machineId => tried(machines.getState().emptyStore(machineId)),
      remove: machineId => tried(machines.getState().remove(machineId)),
      restart: machineId => tried(startJob({ kind: 'restart', machineId, restart: 'ask' })),
    }
  }, [api, machines, jobs])
  const forgetError = useCallback(() => setError(undefined), [])
  return { acts, error, forgetError }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type App, openApp } from '../../electron/app.ts'
import { type Job, type JobEvent, type JobRequest, type Verdict, verdictOf } from '../../shared/job.ts'
import { tempDir } from './temp-dir.ts'

export interface TestApp extends App {
  readonly dataDir: string
  /** Plans, starts and waits for the end. */
  run(
    request: JobRequest,
  ): Promise<{ readonly job: Job; readonly verdict: Verdict; readonly events: readonly JobEvent[] }>
  /** Resolves when a job is in a state that fits. */
  waitFor(jobId: string, isWanted: (job: Job) => boolean): Promise<Job>
}

export interface TestAppOptions {
  readonly dataDir?: string
  readonly practiceSpeed?: number
  readonly restartDeadlineMs?: number
}

/** The whole app on files of its own, with fast practice machines; closed when the test is over. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = options.dataDir ?? tempDir()
  const app = await openApp({
    dataDir,
    entry: 'cli',
    version: '0.0.0',
    practiceSpeed: options.practiceSpeed ?? 200,
    restartDeadlineMs: options.restartDeadlineMs ?? 60_000,
    knownHostsPath: join(dataDir, 'known_hosts'),
    sshConfigPath: join(dataDir, 'ssh_config'),
  })
  onTestFinished(() => app.close())

  function waitFor(jobId: string, isWanted: (job: Job) => boolean): Promise<Job> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        app.api.getJob(jobId).then(job => {
          if (isWanted(job)) {
            stop()
            resolve(job)
          } else if (job.state.kind === 'ended') {
            stop()
            reject(new Error(`the job ended first: ${JSON.stringify(job.state.verdict)}`))
          }
        }, reject)
      }
      const stop = app.onAnnounce(look)
      look()
    })
  }

  return {
    ...app,
    dataDir,
    waitFor,
    async run(request) {
      await app.api.planJob(request)
      const jobId = await app.api.startJob(request)
      const job = await app.ended(jobId)
      return { job, verdict: verdictOf(job) as Verdict, events: readEventsOf(dataDir, jobId) }
    },
  }
}

/** A job's events as they stand on the disk. */
export const readEventsOf = (dataDir: string, jobId: string): readonly JobEvent[] =>
  readFileSync(join(dataDir, 'jobs', `${jobId}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as JobEvent)

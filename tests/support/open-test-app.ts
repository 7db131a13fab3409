import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import { type App, openApp } from '../../electron/app.ts'
import { openPracticeMachines, type PracticeMachines } from '../../electron/practice/practice-machines.ts'
import { openConnection } from '../../electron/ssh/connection.ts'
import type { SshTarget } from '../../electron/ssh/ssh-target.ts'
import { applyEvent, type Job, type JobEvent, type JobRequest, type Verdict, verdictOf } from '../../shared/job.ts'
import { tempDir } from './temp-dir.ts'

export interface TestApp extends App {
  readonly dataDir: string
  /** The machine itself, to cut its cable. */
  readonly practice: PracticeMachines
  /** One command on a practice machine over a connection of the test's own; answers its standard output. */
  runOn(machineId: string, argv: readonly string[]): Promise<string>
  /** Plans, starts and waits for the end. */
  run(
    request: JobRequest,
  ): Promise<{ readonly job: Job; readonly verdict: Verdict; readonly events: readonly JobEvent[] }>
  /** Resolves when a job is in a state that fits. */
  waitFor(jobId: string, isWanted: (job: Job) => boolean): Promise<Job>
  /** The same, the moment it is so; keeps the processor busy. */
  waitForNow(jobId: string, isWanted: (job: Job) => boolean): Promise<Job>
}

export interface TestAppOptions {
  readonly dataDir?: string
  readonly practiceSpeed?: number
  readonly restartDeadlineMs?: number
  readonly lossDeadlineMs?: number
  /** Machines that live longer than the app; they are closed by whoever opened them. */
  readonly practice?: PracticeMachines
  /** Goes on with what an earlier app left, as a window does. */
  readonly resumes?: boolean
}

/** The whole app on files of its own, with fast practice machines; closed when the test is over. */
export async function openTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = options.dataDir ?? tempDir()
  mkdirSync(dataDir, { recursive: true })
  const practice =
    options.practice ?? (await openPracticeMachines(dataDir, options.practiceSpeed ?? 200, () => undefined))
  const app = await openApp({
    dataDir,
    practice: options.practice ? { ...practice, close: () => Promise.resolve() } : practice,
    resumes: options.resumes ?? false,
    lossDeadlineMs: options.lossDeadlineMs ?? 60_000,
    entry: 'cli',
    version: '0.0.0',
    restartDeadlineMs: options.restartDeadlineMs ?? 60_000,
    knownHostsPath: join(dataDir, 'known_hosts'),
    sshConfigPath: join(dataDir, 'ssh_config'),
  })
  onTestFinished(() => app.close())

  /** Looks at every event as soon as it is there: a quick step is over before an announcement comes. */
  async function waitForNow(jobId: string, isWanted: (job: Job) => boolean): Promise<Job> {
    let job: Job | undefined
    for (;;) {
      for (const event of app.readEvents(jobId, job?.seq ?? 0, 500)) {
        job = applyEvent(job, event)
        if (isWanted(job)) return job
      }
      if (job?.state.kind === 'ended') throw new Error(`the job ended first: ${JSON.stringify(job.state.verdict)}`)
      await setImmediate()
    }
  }

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

  async function runOn(machineId: string, argv: readonly string[]): Promise<string> {
    const target = practice.targets.find(each => each.id === machineId)?.target as SshTarget
    const connection = await openConnection(target, { ask: () => Promise.resolve(null), knownHostsPath: '/dev/null' })
    try {
      return (await connection.run(argv)).stdout
    } finally {
      connection.close()
    }
  }

  return {
    ...app,
    dataDir,
    practice,
    runOn,
    waitFor,
    waitForNow,
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

/** Builds the parts and joins them. The three entries call `openApp` and see only its api. */

import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Announcement, Api, Hello } from '../shared/api.ts'
import type { AppError } from '../shared/errors.ts'
import { type Job, type JobEvent, verdictOf } from '../shared/job.ts'
import type { LastJob, Machine } from '../shared/machine.ts'
import { createApi } from './api.ts'
import { foreignUnits } from './jobs/checks/work-checks.ts'
import { createDoctor } from './jobs/doctor/doctor.ts'
import { openJobStore } from './jobs/job-store.ts'
import { openJobs } from './jobs/jobs.ts'
import { openOldLeftovers } from './jobs/old-leftovers.ts'
import { openRestartTimes } from './jobs/restart-times.ts'
import { createSweeper } from './jobs/sweeper.ts'
import { createAnnouncer } from './lib/announcer.ts'
import type { OnDamaged } from './lib/json-file.ts'
import { createQuestions } from './lib/questions.ts'
import { createLocalRunner } from './lib/run-local.ts'
import { openSettings } from './lib/settings.ts'
import { sweepTemporaries } from './lib/sweep-temporaries.ts'
import { createMachineList } from './machines/machine-list.ts'
import { openPracticeMachines, type PracticeMachines } from './practice/practice-machines.ts'
import { createDailyTrim } from './uploads/daily-trim.ts'
import { type DroppedCopies, openDroppedCopies } from './uploads/dropped-copies.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/**
 * How long a machine is looked for that does not come back from its restart, or is away in the middle of a job. A window
 * says what to try and goes on looking; a script wants an answer.
 */
const DEADLINES: { readonly [Entry in Hello['entry']]: { readonly restartMs: number; readonly lossMs: number } } = {
  electron: { restartMs: DAY_MS, lossMs: DAY_MS },
  web: { restartMs: DAY_MS, lossMs: DAY_MS },
  cli: { restartMs: 10 * MINUTE_MS, lossMs: 30 * MINUTE_MS },
}

/** How often a window looks for jobs that a vanished process left. */
const ADOPT_EVERY_MS = 5_000

export interface AppOptions {
  readonly dataDir: string
  readonly entry: Hello['entry']
  readonly version: string
  /** How many times faster than life practice machines go. */
  readonly practiceSpeed?: number
  readonly restartDeadlineMs?: number
  readonly lossDeadlineMs?: number
  /** Goes on with jobs that nobody looks after. Default: not in the command line, where `resume` is asked for. */
  readonly resumes?: boolean
  /** Default: the two every newcomer finds. They are closed with the app. */
  readonly practice?: PracticeMachines
  /** Default: the person's own files below ~/.ssh. */
  readonly knownHostsPath?: string
  readonly sshConfigPath?: string
}

export interface App {
  readonly api: Api
  onAnnounce(listener: (announcements: readonly Announcement[]) => void): () => void
  /** The machine of this id or name; without one the default Podman machine. Waits until Podman was asked. */
  findMachine(idOrName: string | undefined): Promise<Machine>
  /** Every machine, after each was asked once. */
  askedMachines(): Promise<readonly Machine[]>
  /** Copies of what is dropped on a page that may not say where it lies. */
  readonly dropped: DroppedCopies
  /** Goes on with a job that nobody looks after; false when there is nothing to go on with. */
  resume(jobId: string): Promise<boolean>
  /** Jobs that are not over and that no process looks after. */
  unfinishedJobs(): readonly Job[]
  /** Jobs of this process that have not ended. */
  runningJobs(): readonly Job[]
  /** Every event after `since`, output too: for the command line, which reads at its own pace. */
  readEvents(jobId: string, since: number, limit: number): readonly JobEvent[]
  /** Resolves with the job when it has ended. */
  ended(jobId: string): Promise<Job>
  close(): Promise<void>
}

export async function openApp(options: AppOptions): Promise<App> {
  const { dataDir } = options
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  sweepTemporaries(dataDir)
  const announcer = createAnnouncer()
  const announceMachines = (): void => announcer.announce({ kind: 'machines' })
  const questions = createQuestions(() => announcer.announce({ kind: 'questions' }))
  const damaged: AppError[] = []
  const onDamaged: OnDamaged = error => void damaged.push(error)
  const settings = openSettings(dataDir, () => announcer.announce({ kind: 'settings' }), onDamaged)
  const store = openJobStore(join(dataDir, 'jobs'), Date.now, onDamaged)
  const practice = options.practice ?? (await openPracticeMachines(dataDir, options.practiceSpeed, onDamaged))

  const machines = createMachineList({
    dataDir,
    ask: questions.ask,
    localRunner: createLocalRunner({ name: 'this computer' }),
    practices: practice.targets,
    knownHostsPath: options.knownHostsPath ?? join(homedir(), '.ssh', 'known_hosts'),
    sshConfigPath: options.sshConfigPath ?? join(homedir(), '.ssh', 'config'),
    onChange() {
      announceMachines()
      sweeper.look()
      dailyTrim.look(machines.list())
    },
    lastJobOf: machineId => lastJob(store.lastEndedOn(machineId)),
    runningJobOf: machineId => jobs.runningOn(machineId),
    sweptOf: machineId => sweeper.saidOf(machineId),
    othersIn: facts => foreignUnits(facts, jobId => store.peek(jobId) !== undefined).map(({ name }) => name),
  })
  const sweeper = createSweeper({
    peek: store.peek,
    list: store.list,
    old: openOldLeftovers(dataDir, onDamaged),
    machines: () => machines.list(),
    open: machineId => machines.open(machineId),
    refresh: machineId => machines.refresh(machineId),
  })

  const dailyTrim = createDailyTrim(machineId => machines.open(machineId))

  const jobs = openJobs({
    store,
    restartTimes: openRestartTimes(dataDir, onDamaged),
    restartDeadlineMs: options.restartDeadlineMs ?? DEADLINES[options.entry].restartMs,
    lossDeadlineMs: options.lossDeadlineMs ?? DEADLINES[options.entry].lossMs,
    refresh: machineId => machines.refresh(machineId),
    open: machineId => machines.open(machineId),
    via: () => settings.get().via,
    onEvent: (jobId, seq) => announcer.announce({ kind: 'job', jobId, seq }),
    onEnd(job) {
      dropped.onJobEnded(job)
      announceMachines()
      void machines.refresh(job.request.machineId).catch(() => undefined)
    },
  })

  const dropped = openDroppedCopies(dataDir, () =>
    [...jobs.running(), ...store.unfinished()].flatMap(({ request }) =>
      request.kind === 'rebase' ? [request.image] : [],
    ),
  )
  function adopt(): void {
    // One that cannot be gone on with now is tried again.
    for (const { id } of store.unfinished()) void jobs.resume(id).catch(() => undefined)
  }
  const resumes = options.resumes ?? options.entry !== 'cli'
  const adopting = resumes ? setInterval(adopt, ADOPT_EVERY_MS).unref() : undefined
  if (resumes) adopt()

  const hello: Hello = { version: options.version, entry: options.entry, platform: process.platform }
  return {
    api: createApi({
      notes: () => [...damaged, ...machines.notes()],
      hello,
      machines,
      jobs,
      store,
      doctor: createDoctor({
        refresh: machineId => machines.refresh(machineId),
        open: machineId => machines.open(machineId),
        isOurs: jobId => store.peek(jobId) !== undefined,
      }),
      questions,
      settings,
      practice,
    }),
    onAnnounce: announcer.onAnnounce,
    findMachine: async idOrName => {
      await machines.refreshPodman()
      return idOrName === undefined ? machines.defaultMachine() : machines.find(idOrName)
    },
    askedMachines: async () => {
      await machines.refreshAll()
      return machines.list()
    },
    dropped,
    resume: jobs.resume,
    unfinishedJobs: store.unfinished,
    runningJobs: jobs.running,
    readEvents: (jobId, since, limit) => store.find(jobId).readEvents(since, limit, true),
    ended: jobs.ended,
    async close() {
      clearInterval(adopting)
      questions.close()
      // Before the jobs: what one that goes on needs stays.
      dropped.close()
      jobs.close()
      machines.close()
      announcer.close()
      store.close()
      await practice.close()
    },
  }
}

function lastJob(job: Job | undefined): LastJob | undefined {
  const verdict = job && verdictOf(job)
  return job && verdict && { jobId: job.id, outcome: verdict.outcome, endedAt: job.endedAt ?? job.startedAt }
}

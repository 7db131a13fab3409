/** Builds the parts and joins them. The three entries call `openApp` and see only its api. */

import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { Announcement, Api, Hello } from '../shared/api.ts'
import type { AppError } from '../shared/errors.ts'
import { type Job, type JobEvent, verdictOf } from '../shared/job.ts'
import type { LastJob, Machine } from '../shared/machine.ts'
import { createApi } from './api.ts'
import { openJobStore } from './jobs/job-store.ts'
import { openJobs } from './jobs/jobs.ts'
import { openLeftovers } from './jobs/leftovers.ts'
import { openRestartTimes } from './jobs/restart-times.ts'
import { createAnnouncer } from './lib/announcer.ts'
import type { OnDamaged } from './lib/json-file.ts'
import { createQuestions } from './lib/questions.ts'
import { createLocalRunner } from './lib/run-local.ts'
import { openSettings } from './lib/settings.ts'
import { createMachineList, type MachineList } from './machines/machine-list.ts'
import { openPracticeMachines, type PracticeMachines } from './practice/practice-machines.ts'
import { type DroppedCopies, openDroppedCopies } from './uploads/dropped-copies.ts'
import { trimStore } from './uploads/empty-store.ts'

/** A machine that stays silent for this long after a restart has not come back. */
const RESTART_DEADLINE_MS = 10 * 60_000

const DAY_MS = 24 * 60 * 60_000

export interface AppOptions {
  readonly dataDir: string
  readonly entry: Hello['entry']
  readonly version: string
  /** How many times faster than life practice machines go. */
  readonly practiceSpeed?: number
  readonly restartDeadlineMs?: number
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
  const announcer = createAnnouncer()
  const announceMachines = (): void => announcer.announce({ kind: 'machines' })
  const questions = createQuestions(() => announcer.announce({ kind: 'questions' }))
  const damaged: AppError[] = []
  const onDamaged: OnDamaged = error => void damaged.push(error)
  const settings = openSettings(dataDir, () => announcer.announce({ kind: 'settings' }), onDamaged)
  const store = openJobStore(join(dataDir, 'jobs'))
  const leftovers = openLeftovers(dataDir, onDamaged)
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
      void sweepReady()
      void trimReady()
    },
    lastJobOf: machineId => lastJob(store.lastEndedOn(machineId)),
    runningJobOf: machineId => jobs.runningOn(machineId),
  })
  const sweepReady = sweeper(
    machines,
    machineId => leftovers.isLeft(machineId),
    machine => leftovers.sweep(machine),
  )

  const trimReady = dailyOnReady(machines, machine => trimStore(machine))

  const jobs = openJobs({
    store,
    leftovers,
    restartTimes: openRestartTimes(dataDir, onDamaged),
    restartDeadlineMs: options.restartDeadlineMs ?? RESTART_DEADLINE_MS,
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
    jobs.running().flatMap(({ request }) => (request.kind === 'rebase' ? [request.image] : [])),
  )
  const hello: Hello = { version: options.version, entry: options.entry, platform: process.platform }
  return {
    api: createApi({
      notes: () => [...damaged, ...machines.notes()],
      hello,
      machines,
      jobs,
      store,
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
    runningJobs: jobs.running,
    readEvents: (jobId, since, limit) => store.find(jobId).readEvents(since, limit, true),
    ended: jobs.ended,
    async close() {
      questions.close()
      jobs.close()
      dropped.close()
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

/** Does something on each machine where Drydock keeps blobs, once a day while it is ready and no job runs there. */
function dailyOnReady(
  machines: MachineList,
  act: (machine: Awaited<ReturnType<MachineList['open']>>) => Promise<unknown>,
): () => Promise<void> {
  const doneAt = new Map<string, number>()
  return async () => {
    for (const { id, state, facts, runningJobId } of machines.list()) {
      const isDue = Date.now() - (doneAt.get(id) ?? 0) > DAY_MS
      if (state.kind !== 'ready' || facts?.storeBytes === undefined || runningJobId !== undefined || !isDue) continue
      doneAt.set(id, Date.now())
      await machines
        .open(id)
        .then(act)
        .catch(() => undefined)
    }
  }
}

/** Removes what earlier jobs left, as soon as their machine answers; one machine at a time is swept once at a time. */
function sweeper(
  machines: MachineList,
  isLeft: (machineId: string) => boolean,
  sweep: (machine: Awaited<ReturnType<MachineList['open']>>) => Promise<unknown>,
): () => Promise<void> {
  const sweeping = new Set<string>()
  return async () => {
    for (const { id, state } of machines.list()) {
      if (state.kind !== 'ready' || sweeping.has(id) || !isLeft(id)) continue
      sweeping.add(id)
      await machines
        .open(id)
        .then(sweep)
        .catch(() => undefined)
        .finally(() => sweeping.delete(id))
    }
  }
}

/** Answers shared/api.ts, about one line a method. Arguments were checked where they came in (shared/rpc.ts). */

import type { Api, Hello } from '../shared/api.ts'
import { AppError } from '../shared/errors.ts'
import { isPathOnThisComputer } from '../shared/image.ts'
import type { Job, JobRequest } from '../shared/job.ts'
import { shownPath } from '../shared/layout.ts'
import { explainImage } from './images/explain-image.ts'
import { createImageLists } from './images/image-lists.ts'
import type { Doctor } from './jobs/doctor/doctor.ts'
import type { JobStore } from './jobs/job-store.ts'
import type { Jobs } from './jobs/jobs.ts'
import { writeReport } from './jobs/report.ts'
import { searchLog } from './jobs/search-log.ts'
import { explainPath } from './layouts/explain-path.ts'
import { understandLayout } from './layouts/open-layout.ts'
import { absoluteLocalPath } from './lib/local-path.ts'
import type { Questions } from './lib/questions.ts'
import type { SettingsStore } from './lib/settings.ts'
import type { MachineList } from './machines/machine-list.ts'
import type { PracticeMachines } from './practice/practice-machines.ts'
import { emptyStore } from './uploads/empty-store.ts'
import { explainUpload } from './uploads/look-ahead.ts'

export interface ApiParts {
  /** What a person should know of the app as a whole. */
  readonly notes: () => readonly AppError[]
  readonly hello: Hello
  readonly machines: MachineList
  readonly jobs: Jobs
  readonly store: JobStore
  readonly doctor: Doctor
  readonly questions: Questions
  readonly settings: SettingsStore
  readonly practice: PracticeMachines
}

/** Who has no Podman, or is root and so has no Podman machines, need not hear of it. */
const quiet: ReadonlySet<string> = new Set(['podman/missing', 'podman/as-root'])

export function createApi(parts: ApiParts): Api {
  const { notes, hello, machines, jobs, store, doctor, questions, settings, practice } = parts
  const images = createImageLists(async machineId => ({
    machine: await machines.open(machineId),
    facts: (await machines.known(machineId)).facts,
  }))
  const jobOf = (jobId: string): Job => store.find(jobId).job as Job
  const start = async (request: JobRequest): Promise<string> => {
    const jobId = await jobs.start(request)
    // A copy of what was dropped on a page is gone before anybody could use it again.
    const isKept = request.kind === 'rebase' && shownPath(request.image) === request.image
    if (isKept) settings.rememberImage(request.image.trim())
    return jobId
  }

  return {
    hello: async () => hello,
    listNotes: async () => notes().flatMap(({ code, report }) => (quiet.has(code) ? [] : [report])),

    listMachines: async () => machines.list(),
    refreshMachine: machineId => machines.refresh(machineId),
    startMachine: machineId => machines.start(machineId),
    addMachine: machine => machines.add(machine),
    removeMachine: async machineId => machines.remove(machineId),
    listSshConfigHosts: async () => machines.sshConfigHosts(),
    importSshConfigHosts: names => machines.importHosts(names),
    rawStatus: machineId => machines.rawStatus(machineId),

    diagnose: machineId => doctor.diagnose(machineId),
    repair: (machineId, repair) => doctor.repair(machineId, repair),

    listImages: machineId => images.list(machineId),
    explainImage: async (machineId, text) => {
      const { name, facts } = await machines.known(machineId)
      if (isPathOnThisComputer(text)) return explainPath(text, facts?.architecture)
      return explainImage(text, await images.known(machineId), name, facts ? { user: facts.user } : {})
    },

    explainLayout: async path => understandLayout(absoluteLocalPath(path)),
    explainUpload: async (machineId, path, digest) => explainUpload(await machines.open(machineId), path, digest),
    emptyStore: async machineId => {
      const jobId = jobs.runningOn(machineId)
      if (jobId !== undefined) throw new AppError('machine/busy', { machine: machineId, jobId })
      await emptyStore(await machines.open(machineId))
      return machines.refresh(machineId)
    },

    planJob: request => jobs.plan(request),
    startJob: start,
    cancelJob: async jobId => jobs.cancel(jobId),
    answerRestart: async (jobId, answer) => jobs.answer(jobId, answer),
    listJobs: async () => store.list(),
    getJob: async jobId => jobOf(jobId),
    readEvents: async (jobId, since, limit) => {
      const { seq } = jobOf(jobId)
      return { events: store.find(jobId).readEvents(since, limit), seq }
    },
    readLines: async (jobId, firstLine, count) => store.find(jobId).readLines(firstLine, count),
    searchLines: async (jobId, text, firstLine) => searchLog(store.find(jobId), text, firstLine),
    readReport: async jobId => writeReport(store.find(jobId)),

    listQuestions: async () => questions.list(),
    answerQuestion: async (questionId, answer) => questions.answer(questionId, answer),

    getSettings: async () => settings.get(),
    changeSettings: async change => settings.change(change),

    listPracticeTroubles: async () => practice.troubles,
    listPracticeStates: async () => practice.states(),
    setPracticeTrouble: async (machineId, troubleId) => practice.setTrouble(machineId, troubleId ?? undefined),
    resetPractice: async machineId => {
      practice.reset(machineId)
      await machines.refresh(machineId)
    },
  }
}

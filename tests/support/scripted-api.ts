/**
 * An `Api` that lives in memory and says what it was given, for looking at screens and for tests of components. It
 * decides nothing: what Drydock really does is tested against the practice machine.
 */
import type { Announcement, Api, ImageExplanation, Question, Settings } from '../../shared/api.ts'
import type { Diagnosis } from '../../shared/doctor.ts'
import { AppError, type ErrorReport } from '../../shared/errors.ts'
import type { Job, JobEvent, JobRequest } from '../../shared/job.ts'
import type { Layout } from '../../shared/layout.ts'
import { type LogLine, logLines } from '../../shared/log-lines.ts'
import type { LocalImage, Machine } from '../../shared/machine.ts'
import type { Plan, UploadLook } from '../../shared/plan.ts'
import { jobOf } from './scripted-jobs.ts'
import { someImages } from './scripted-machines.ts'
import { discardPlan, rebasePlan, rollbackPlan } from './scripted-plans.ts'

export interface Script {
  readonly machines?: readonly Machine[]
  readonly images?: readonly LocalImage[]
  /** What lies at every path of this computer. */
  readonly layout?: Layout
  readonly plan?: (request: JobRequest) => Plan
  /** The events of each job. */
  readonly jobs?: Readonly<Record<string, readonly JobEvent[]>>
  /** A job with this many lines of output, made up as they are asked for. */
  readonly longLog?: { readonly jobId: string; readonly lineCount: number }
  readonly questions?: readonly Question[]
  readonly notes?: readonly ErrorReport[]
  readonly diagnosis?: Diagnosis
  readonly settings?: Partial<Settings>
  /** These never answer. */
  readonly silent?: readonly (keyof Api)[]
}

export interface ScriptedApi {
  readonly api: Api
  /** What was called, with its arguments. */
  readonly calls: readonly { readonly method: keyof Api; readonly args: readonly unknown[] }[]
  /** More events of a job, announced. */
  tell(jobId: string, events: readonly JobEvent[]): void
}

const explain = (text: string): ImageExplanation => {
  const typed = text.trim()
  if (typed === '') return { kind: 'empty', text: 'Type an image reference, or choose one below.' }
  if (/\s/.test(typed)) return { kind: 'invalid', text: `“${typed}” is not an image reference: it holds a blank.` }
  if (typed.startsWith('localhost/'))
    return { kind: 'local', text: `${typed} → found in core’s storage, 2.1 GB, built 3 min ago.`, reference: typed }
  if (typed.includes(':/')) return { kind: 'path', text: `${typed}: a path on the machine.`, reference: typed }
  return {
    kind: 'registry',
    text: `Not on this machine → will be pulled from ${typed.split('/')[0]}.`,
    reference: typed,
  }
}

const scriptedPlan = (request: JobRequest): Plan => {
  if (request.kind === 'rollback') return rollbackPlan(request.machineId)
  if (request.kind === 'discard') return discardPlan(request.machineId)
  return rebasePlan(request.machineId, request.kind === 'rebase' ? request.image : 'quay.io/acme/os:43')
}

const troubles = [
  { id: 'boot-full', title: '/boot is full' },
  { id: 'connection-lost', title: 'The connection is lost while staging' },
  { id: 'old-system', title: 'It comes back on the old system' },
  { id: 'slow', title: 'The network is slow' },
]

const usualSettings: Settings = {
  theme: 'system',
  via: 'auto',
  notifications: false,
  recentImages: ['quay.io/acme/os:42', 'ghcr.io/ublue-os/bluefin:stable', 'localhost/my-os:dev'],
}

const rawStatus = `State: idle
Deployments:
● ostree-unverified-registry:quay.io/fedora/fedora-coreos:stable
                   Digest: sha256:1a2b3c
                  Version: 42.20261101.3.0`

type MachineMethods =
  | 'listMachines'
  | 'refreshMachine'
  | 'startMachine'
  | 'addMachine'
  | 'removeMachine'
  | 'listSshConfigHosts'
  | 'importSshConfigHosts'
  | 'rawStatus'
  | 'listImages'
  | 'explainImage'
  | 'explainLayout'
  | 'explainUpload'
  | 'emptyStore'
  | 'planJob'

/** A layer of 40 MB changed since the last time. */
const scriptedUpload = (digest: string): UploadLook => ({
  store: '/var/tmp/drydock',
  blobs: [
    { digest, sizeBytes: 4000, isThere: false },
    { digest: `sha256:${'a'.repeat(64)}`, sizeBytes: 40e6, isThere: false },
    { digest: `sha256:${'b'.repeat(64)}`, sizeBytes: 2e9, isThere: true },
  ],
  neededBytes: 40_004_000,
})

function machineAnswers(script: Script): Pick<Api, MachineMethods> {
  let machines = script.machines ?? []
  return {
    listMachines: async () => structuredClone(machines),
    refreshMachine: async id => found(machines, id),
    startMachine: async id => found(machines, id),
    async addMachine({ name, host, port, user }) {
      const address = `${user}@${host}:${port}`
      const added: Machine = {
        id: `ssh:${name}`,
        name,
        kind: 'ssh',
        address,
        isDefault: false,
        state: { kind: 'asking' },
      }
      machines = [...machines, added]
      return added
    },
    async removeMachine(id) {
      machines = machines.filter(machine => machine.id !== id)
    },
    listSshConfigHosts: async () => [
      { name: 'build-vm', address: 'build-vm.example.net', user: 'core', isAdded: true },
      { name: 'edge-8', address: '10.0.4.8', user: 'root', jump: 'bastion', isAdded: false },
      { name: 'edge-9', address: '10.0.4.9', isAdded: false },
    ],
    importSshConfigHosts: async () => [],
    rawStatus: async () => rawStatus,
    listImages: async () => script.images ?? someImages,
    explainImage: async (_, text) => explain(text),
    async explainLayout(path) {
      if (!script.layout) throw new AppError('layout/missing', { path })
      return { ...script.layout, path }
    },
    explainUpload: async (_, _path, digest) => scriptedUpload(digest),
    emptyStore: async id => found(machines, id),
    planJob: async request => (script.plan ?? scriptedPlan)(request),
  }
}

type Events = Map<string, readonly JobEvent[]>
type JobMethods =
  | 'startJob'
  | 'cancelJob'
  | 'answerRestart'
  | 'listJobs'
  | 'getJob'
  | 'readEvents'
  | 'readLines'
  | 'searchLines'
  | 'readReport'

const madeUp = (line: number): LogLine => ({
  line,
  at: 0,
  kind: 'stdout',
  text: `[${line + 1}] Fetching ostree chunk ${(line * 2654435761).toString(16).slice(-12)} (${(line % 90) + 10} MB)...done`,
})

function jobAnswers({ longLog, jobs = {} }: Script, events: Events): Pick<Api, JobMethods> {
  const lengthOf = (jobId: string): number | undefined => (longLog?.jobId === jobId ? longLog.lineCount : undefined)
  const jobNow = (jobId: string): Job => {
    const known = events.get(jobId)
    if (!known) throw new AppError('job/not-found', { jobId })
    const job = jobOf(known)
    return { ...job, lineCount: lengthOf(jobId) ?? job.lineCount }
  }
  const linesOf = (jobId: string, first: number, amount: number): readonly LogLine[] => {
    const length = lengthOf(jobId)
    const lines = (events.get(jobId) ?? []).flatMap(logLines).map((line, number) => ({ ...line, line: number }))
    if (length === undefined) return lines.slice(first, first + amount)
    return Array.from({ length: Math.max(0, Math.min(amount, length - first)) }, (_, at) => madeUp(first + at))
  }
  return {
    startJob: async () => Object.keys(jobs)[0] ?? 'job',
    cancelJob: async () => undefined,
    answerRestart: async () => undefined,
    listJobs: async () => [...events.keys()].map(jobNow),
    getJob: async jobId => jobNow(jobId),
    async readEvents(jobId, since, limit) {
      jobNow(jobId)
      const known = events.get(jobId) ?? []
      const told = known.filter(event => event.kind !== 'output' && event.seq > since).slice(0, limit)
      return { events: told, seq: known.at(-1)?.seq ?? 0 }
    },
    readLines: async (jobId, first, amount) => linesOf(jobId, first, amount),
    searchLines: async (jobId, text, first) =>
      linesOf(jobId, first, 1000)
        .filter(line => line.text.toLowerCase().includes(text.toLowerCase()))
        .map(({ line }) => line),
    readReport: async jobId =>
      linesOf(jobId, 0, 1000)
        .map(({ text }) => text)
        .join('\n'),
  }
}

const noDiagnosis = (machineId: string): Diagnosis => ({
  machineId,
  machineName: machineId,
  askedAt: 0,
  summary: `Nothing stands in the way of a change on ${machineId}.`,
  holders: [],
  repairs: [],
  commands: [],
})

function windowAnswers(script: Script): Omit<Api, MachineMethods | JobMethods> {
  let questions = script.questions ?? []
  let settings: Settings = { ...usualSettings, ...script.settings }
  return {
    hello: async () => ({ version: '0.1.0', entry: 'web', platform: 'linux' }),
    listNotes: async () => script.notes ?? [],
    diagnose: async machineId => script.diagnosis ?? noDiagnosis(machineId),
    repair: async machineId => noDiagnosis(machineId),
    listQuestions: async () => questions,
    async answerQuestion(id) {
      questions = questions.filter(question => question.id !== id)
    },
    getSettings: async () => settings,
    async changeSettings(change) {
      settings = { ...settings, ...(JSON.parse(JSON.stringify(change)) as Partial<Settings>) }
      return settings
    },
    listPracticeTroubles: async () => troubles,
    listPracticeStates: async () => [{ machineId: 'practice' }],
    setPracticeTrouble: async () => undefined,
    resetPractice: async () => undefined,
  }
}

/** An api over a script. */
export function openScriptedApi(
  script: Script,
  announce: (announcements: readonly Announcement[]) => void,
): ScriptedApi {
  const calls: { method: keyof Api; args: readonly unknown[] }[] = []
  const events: Events = new Map(Object.entries(script.jobs ?? {}))
  const answers: Api = { ...machineAnswers(script), ...jobAnswers(script, events), ...windowAnswers(script) }
  const recorded = (method: keyof Api) => [
    method,
    (...args: unknown[]) => {
      calls.push({ method, args })
      if (script.silent?.includes(method)) return new Promise(() => undefined)
      return (answers[method] as (...given: unknown[]) => Promise<unknown>)(...args)
    },
  ]
  return {
    api: Object.fromEntries((Object.keys(answers) as (keyof Api)[]).map(recorded)) as unknown as Api,
    calls,
    tell(jobId, more) {
      events.set(jobId, [...(events.get(jobId) ?? []), ...more])
      announce([{ kind: 'job', jobId, seq: more.at(-1)?.seq ?? 0 }])
    },
  }
}

function found(machines: readonly Machine[], id: string): Machine {
  const machine = machines.find(known => known.id === id)
  if (!machine) throw new AppError('machine/not-found', { name: id, known: '' })
  return machine
}

/**
 * Every question a window can ask, once. `Api` is answered by electron/api.ts and travels over Electron's MessagePort
 * or a WebSocket (shared/rpc.ts). Nothing large is pushed: the app announces what changed, the window pulls.
 *
 * Every argument that comes from a window is checked by the schema of the same name before it is used.
 */

import * as z from 'zod'
import type { Diagnosis, RepairId } from './doctor.ts'
import type { ErrorReport } from './errors.ts'
import type { Job, JobEvent, JobRequest } from './job.ts'
import type { Layout } from './layout.ts'
import type { LogLine } from './log-lines.ts'
import type { LocalImage, Machine } from './machine.ts'
import type { Plan, UploadLook } from './plan.ts'

export interface Hello {
  readonly version: string
  readonly entry: 'electron' | 'web' | 'cli'
  /** `linux`, `darwin` or `win32`. */
  readonly platform: string
}

/** What an image reference would mean on one machine, said while it is typed. */
export interface ImageExplanation {
  readonly kind: 'empty' | 'invalid' | 'local' | 'registry' | 'path' | 'unknown'
  /** One sentence. */
  readonly text: string
  /** What the plan would be asked for. */
  readonly reference?: string
}

export interface SshConfigHost {
  readonly name: string
  readonly address: string
  readonly user?: string
  readonly jump?: string
  readonly isAdded: boolean
}

/** Something only a person can answer, asked by a connection or a command. */
export type Question = { readonly id: string; readonly machine: string } & (
  | {
      readonly kind: 'host-key'
      readonly keyType: string
      readonly fingerprint: string
      readonly address: string
    }
  | { readonly kind: 'passphrase'; readonly path: string; readonly isRetry: boolean }
  | { readonly kind: 'password'; readonly user: string; readonly isRetry: boolean }
  | { readonly kind: 'sudo'; readonly user: string; readonly isRetry: boolean }
)

/** A secret or a yes; `null` is "no, leave it". */
export type Answer = string | true | null

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark'
  /** `auto` reads a local image in place and exports it where that is refused. */
  readonly via: 'auto' | 'direct' | 'export'
  readonly notifications: boolean
  /** References used lately, newest first. */
  readonly recentImages: readonly string[]
}

/** A trouble a practice machine can be asked to have. */
export interface PracticeTrouble {
  readonly id: string
  readonly title: string
}

export interface PracticeState {
  readonly machineId: string
  /** The trouble it will have, or undefined for none. */
  readonly trouble?: string
}

/** What the app tells every window, coalesced; the window then asks for what it shows. */
export type Announcement =
  | { readonly kind: 'machines' }
  | { readonly kind: 'job'; readonly jobId: string; readonly seq: number }
  | { readonly kind: 'questions' }
  | { readonly kind: 'settings' }

/** Events of one job after `since`, without output; `seq` is the newest there is. */
export interface EventPage {
  readonly events: readonly JobEvent[]
  readonly seq: number
}

const id = z.string().min(1).max(300)
const text = z.string().max(4096)
const restart = z.enum(['ask', 'yes', 'no'])

export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('rebase'),
    machineId: id,
    image: text,
    via: z.enum(['direct', 'export']).exactOptional(),
    signature: z.enum(['unverified', 'signed']).exactOptional(),
    choose: text.exactOptional(),
    restart: restart.exactOptional(),
  }),
  z.strictObject({ kind: z.literal('rollback'), machineId: id, restart: restart.exactOptional() }),
  z.strictObject({ kind: z.literal('discard'), machineId: id }),
  z.strictObject({ kind: z.literal('restart'), machineId: id, restart: restart.exactOptional() }),
])

/** A machine added by hand. `keyPath` empty means the agent and the usual key files. */
export const newMachineSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'a name begins with a letter or digit'),
  host: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^-\s@/\\][^\s@/\\]*$/, 'a host name or address'),
  port: z.int().min(1).max(65535),
  user: z
    .string()
    .min(1)
    .max(64)
    .regex(/^[^-\s:@][^\s:@]*$/, 'a user name'),
  keyPath: z.string().max(4096),
  /** `user@host:port`, comma-separated as in ssh -J, or empty. */
  jump: z.string().max(1024),
})
export type NewMachine = z.infer<typeof newMachineSchema>

export const settingsSchema = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']).exactOptional(),
  via: z.enum(['auto', 'direct', 'export']).exactOptional(),
  notifications: z.boolean().exactOptional(),
})
export type SettingsChange = z.infer<typeof settingsSchema>

/** The arguments of every method, checked where they come in. */
export const argumentSchemas = {
  hello: z.tuple([]),
  listNotes: z.tuple([]),
  listMachines: z.tuple([]),
  refreshMachine: z.tuple([id]),
  startMachine: z.tuple([id]),
  addMachine: z.tuple([newMachineSchema]),
  removeMachine: z.tuple([id]),
  listSshConfigHosts: z.tuple([]),
  importSshConfigHosts: z.tuple([z.array(id).max(500)]),
  rawStatus: z.tuple([id]),
  diagnose: z.tuple([id]),
  repair: z.tuple([id, z.enum(['wait', 'cancel', 'restart-daemon'])]),
  listImages: z.tuple([id]),
  explainImage: z.tuple([id, text]),
  explainLayout: z.tuple([text]),
  explainUpload: z.tuple([id, text, z.string().regex(/^sha256:[0-9a-f]{64}$/)]),
  emptyStore: z.tuple([id]),
  planJob: z.tuple([jobRequestSchema]),
  startJob: z.tuple([jobRequestSchema]),
  cancelJob: z.tuple([id]),
  answerRestart: z.tuple([id, z.enum(['now', 'not-now'])]),
  listJobs: z.tuple([]),
  getJob: z.tuple([id]),
  readEvents: z.tuple([id, z.int().min(0), z.int().min(1).max(500)]),
  readLines: z.tuple([id, z.int().min(0), z.int().min(1).max(1000)]),
  searchLines: z.tuple([id, z.string().min(1).max(200), z.int().min(0)]),
  readReport: z.tuple([id]),
  listQuestions: z.tuple([]),
  answerQuestion: z.tuple([id, z.union([text, z.literal(true), z.null()])]),
  getSettings: z.tuple([]),
  changeSettings: z.tuple([settingsSchema]),
  listPracticeTroubles: z.tuple([]),
  listPracticeStates: z.tuple([]),
  setPracticeTrouble: z.tuple([id, z.union([id, z.null()])]),
  resetPractice: z.tuple([id]),
} as const satisfies Record<keyof Api, z.ZodType>

export interface Api {
  hello(): Promise<Hello>
  /** What a person should know of the app as a whole: Podman failed, a damaged file was set aside. Announced with `machines`. */
  listNotes(): Promise<readonly ErrorReport[]>

  /** What is known now, at once; asking the machines goes on behind it and is announced. */
  listMachines(): Promise<readonly Machine[]>
  /** Asks one machine again and waits for its answer. */
  refreshMachine(machineId: string): Promise<Machine>
  /** Starts a stopped Podman machine and waits until it answers. */
  startMachine(machineId: string): Promise<Machine>
  addMachine(machine: NewMachine): Promise<Machine>
  /** Forgets an SSH machine. Nothing is touched on it. */
  removeMachine(machineId: string): Promise<void>
  listSshConfigHosts(): Promise<readonly SshConfigHost[]>
  importSshConfigHosts(names: readonly string[]): Promise<readonly Machine[]>
  /** What its backend printed, as it printed it. */
  rawStatus(machineId: string): Promise<string>

  /** What stands in the way of a change there. Only asks. */
  diagnose(machineId: string): Promise<Diagnosis>
  /** Does one thing the diagnosis proposed, if it is still possible; the diagnosis afterwards. */
  repair(machineId: string, repair: RepairId): Promise<Diagnosis>

  listImages(machineId: string): Promise<readonly LocalImage[]>
  explainImage(machineId: string, text: string): Promise<ImageExplanation>
  /** What lies at a path on this computer. Reads names, sizes and small files, whatever the size of the whole. */
  explainLayout(path: string): Promise<Layout>
  /** What of an image at a path on this computer a machine lacks; `digest` names the image. Only asks. */
  explainUpload(machineId: string, path: string, digest: string): Promise<UploadLook>
  /** Removes what Drydock keeps on a machine of images it sent there. Throws `machine/busy` while a job runs there. */
  emptyStore(machineId: string): Promise<Machine>

  /** Asks the machine and says what the job would do. Changes nothing anywhere. */
  planJob(request: JobRequest): Promise<Plan>
  /** Returns at once with the job's id; its story is events. */
  startJob(request: JobRequest): Promise<string>
  cancelJob(jobId: string): Promise<void>
  answerRestart(jobId: string, answer: 'now' | 'not-now'): Promise<void>
  /** Newest first, running ones included. */
  listJobs(): Promise<readonly Job[]>
  getJob(jobId: string): Promise<Job>
  readEvents(jobId: string, since: number, limit: number): Promise<EventPage>
  /** Lines of the log view from `firstLine` (from 0). */
  readLines(jobId: string, firstLine: number, count: number): Promise<readonly LogLine[]>
  /** Numbers of up to 1000 lines from `firstLine` on that hold `text` (case-insensitive). */
  searchLines(jobId: string, text: string, firstLine: number): Promise<readonly number[]>
  /** The job as text for a bug tracker: plan, commands, output, verdict. */
  readReport(jobId: string): Promise<string>

  listQuestions(): Promise<readonly Question[]>
  answerQuestion(questionId: string, answer: Answer): Promise<void>

  getSettings(): Promise<Settings>
  changeSettings(change: SettingsChange): Promise<Settings>

  listPracticeTroubles(): Promise<readonly PracticeTrouble[]>
  listPracticeStates(): Promise<readonly PracticeState[]>
  setPracticeTrouble(machineId: string, troubleId: string | null): Promise<void>
  /** Puts a practice machine back as it was at first. */
  resetPractice(machineId: string): Promise<void>
}

/** What a window answers to the app. */
export interface WindowApi {
  announce(announcements: readonly Announcement[]): void
}

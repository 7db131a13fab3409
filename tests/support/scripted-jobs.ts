/** Job stories for screens and tests. */
import { AppError } from '../../shared/errors.ts'
import {
  applyEvent,
  type Job,
  type JobEvent,
  type JobEventBody,
  type JobRequest,
  type RestartQuestion,
  type Verdict,
} from '../../shared/job.ts'
import type { Plan } from '../../shared/plan.ts'
import { acme43, digestOf, fcos41, fcos42, NOW } from './scripted-machines.ts'
import { rebasePlan } from './scripted-plans.ts'

const restartQuestion: RestartQuestion = {
  machine: 'build-vm',
  starts: acme43,
  insteadOf: fcos42,
  runningContainers: 3,
  sessions: [{ user: 'core', terminal: 'pts/0' }],
  usualMs: 70_000,
}

/** Numbers bodies as one job's events, `stepMs` apart, the last one `endsAgoMs` ago. */
export function eventsOf(
  jobId: string,
  bodies: readonly JobEventBody[],
  stepMs = 4000,
  endsAgoMs = 2000,
): readonly JobEvent[] {
  const start = NOW - endsAgoMs - bodies.length * stepMs
  return bodies.map((body, index) => ({ jobId, seq: index + 1, at: start + (index + 1) * stepMs, ...body }))
}

export const jobOf = (events: readonly JobEvent[]): Job => {
  let job: Job | undefined
  for (const event of events) job = applyEvent(job, event)
  if (!job) throw new Error('a job needs events')
  return job
}

export const started = (request: JobRequest, plan: Plan): JobEventBody => ({
  kind: 'started',
  request,
  machineName: plan.machineName,
  plan,
})

const running = (step: 'preflight' | 'resolve' | 'stage' | 'restart' | 'verify' | 'clean-up'): JobEventBody => ({
  kind: 'state',
  state: { kind: 'running', step },
})

const progress = (doneBytes: number): JobEventBody => ({
  kind: 'progress',
  phase: 'Fetching layers',
  doneBytes,
  totalBytes: 1.31e9,
})

const output = (text: string): JobEventBody => ({ kind: 'output', commandId: 1, stream: 'stdout', text })

const request: JobRequest = { kind: 'rebase', machineId: 'ssh:build-vm', image: 'quay.io/acme/os:43' }
const plan = rebasePlan('ssh:build-vm', 'quay.io/acme/os:43')

const opening: readonly JobEventBody[] = [
  started(request, plan),
  running('preflight'),
  { kind: 'command', commandId: 1, text: 'sudo -n rpm-ostree status --json' },
  { kind: 'exit', commandId: 1, exitCode: 0, durationMs: 410 },
  running('resolve'),
  { kind: 'note', text: 'quay.io/acme/os:43 is not in the image store of core: it will be pulled from quay.io.' },
  running('stage'),
  {
    kind: 'command',
    commandId: 2,
    text: 'sudo -n rpm-ostree rebase --bypass-driver ostree-unverified-image:docker://quay.io/acme/os:43',
  },
  output('Pulling manifest: ostree-unverified-registry:quay.io/acme/os:43'),
  output('ostree chunk layers already present: 24\nostree chunk layers needed: 41 (1.3 GB)'),
]

export const atStage: readonly JobEventBody[] = [
  ...opening,
  progress(212e6),
  output('[17/41] Fetching ostree chunk 9e9d4c4cc91e472a458 (34.1 MB)...done'),
  progress(262e6),
  progress(312e6),
  output('[18/41] Fetching ostree chunk 0f34e3208fceab3417d (119.9 MB)'),
]

export const atSilence: readonly JobEventBody[] = [
  ...opening,
  progress(1.31e9),
  { kind: 'progress', phase: 'Writing the deployment. This step reports no percentage.', doneBytes: 0, totalBytes: 0 },
  output('Staging deployment...'),
]

export const atAsk: readonly JobEventBody[] = [
  ...opening,
  progress(1.31e9),
  { kind: 'state', state: { kind: 'asking', question: restartQuestion } },
]
export const atRestart: readonly JobEventBody[] = [
  ...atAsk,
  running('restart'),
  output('Restarting. The connection is closed.'),
]

const ended = (verdict: Verdict): JobEventBody => ({ kind: 'state', state: { kind: 'ended', verdict } })

const booted43 = { ...acme43, role: 'booted' as const }
const rollback42 = { ...fcos42, role: 'rollback' as const }

export const good: Verdict = {
  outcome: 'booted',
  sentence: 'build-vm runs quay.io/acme/os:43.',
  requested: 'quay.io/acme/os:43',
  digest: digestOf('quay.io/acme/os:43'),
  bootedDigest: digestOf('quay.io/acme/os:43'),
  failedUnits: [],
  restartMs: 58_000,
  deployments: [booted43, rollback42],
}

const oldSystem = new AppError(
  'verify/old-system',
  {
    machine: 'build-vm',
    requested: 'quay.io/acme/os:43',
    running: 'quay.io/fedora/fedora-coreos:stable',
    reason: 'No space left in /boot (needs 261 MB, 180 MB free)',
  },
  { raw: 'ostree-finalize-staged.service: error: Installing kernel: regfile copy: No space left on device' },
)

export const bad: Verdict = {
  outcome: 'failed',
  sentence: 'build-vm came back on the old system.',
  truth:
    'The new one was staged but was not activated at shutdown: No space left in /boot (needs 261 MB, 180 MB free).',
  restartMs: 61_000,
  error: oldSystem.report,
  deployments: [fcos42, fcos41],
}

const stagedVerdict: Verdict = {
  outcome: 'staged',
  sentence: 'quay.io/acme/os:43 is staged on build-vm.',
  truth: 'It starts with the next restart, whenever and by whomever that is.',
  deployments: [acme43, fcos42, fcos41],
}

const denied = new AppError(
  'image/denied',
  { image: 'quay.io/acme/os:43' },
  { raw: 'error: fetching manifest: unauthorized: access to the requested resource is not authorized' },
)

export const failed: Verdict = {
  outcome: 'failed',
  sentence: denied.message,
  error: denied.report,
  deployments: [fcos42, fcos41],
}

export const atGood = [...atRestart, running('verify'), running('clean-up'), ended(good)]
export const atBad = [...atRestart, running('verify'), ended(bad)]
export const atStaged = [...atAsk, ended(stagedVerdict)]
export const atFailed = [...opening, ended(failed)]

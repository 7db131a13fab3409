/** Plans and job stories for screens and tests. */
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
import type { Check, Plan } from '../../shared/plan.ts'
import { acme43, digestOf, fcos41, fcos42, NOW } from './scripted-machines.ts'

const check = (id: Check['id'], level: Check['level'], fact: string, consequence = '', action = ''): Check => ({
  id,
  level,
  fact,
  consequence,
  action,
})

const fineChecks = [
  check('backend', 'fine', 'rpm-ostree 2026.2 answers'),
  check('sudo', 'fine', 'core may use sudo without a password'),
  check('transaction', 'fine', 'No other change is under way'),
  check('architecture', 'fine', 'The image is built for amd64, as the machine is'),
  check('bootable', 'fine', 'The image is an operating system (label containers.bootc)'),
  check('space-sysroot', 'fine', '61 GB free in /sysroot; about 2.1 GB are needed'),
]

export const warning = check(
  'update-agent',
  'warns',
  'zincati.service is active since 14:02',
  'It may stage another system by itself and take the place of this one.',
  'Stop it on the machine if you want to stay on this image: systemctl disable --now zincati',
)

export const blocker = check(
  'space-boot',
  'blocks',
  '/boot needs 122 MB and has 15 MB free',
  'The new system could be staged, but not activated at shutdown.',
  'Remove an old system: unpin it and run “rpm-ostree cleanup -r”.',
)

export function rebasePlan(machineId: string, image: string, checks: readonly Check[] = [warning]): Plan {
  return {
    machineId,
    plannedAt: NOW,
    machineName: machineId.replace(/^\w+:/, ''),
    backend: 'rpm-ostree',
    action: 'rebase',
    image: {
      requested: image,
      source: `docker://${image}`,
      transport: 'docker',
      via: 'registry',
      why: 'It is not in the machine’s image store, so the machine pulls it from the registry.',
      digest: digestOf(image),
      architecture: 'amd64',
      isBootable: true,
      version: '43.1',
      createdAt: NOW - 7_200_000,
      sizeBytes: 1.31e9,
      layerCount: 65,
    },
    now: fcos42,
    after: { name: image, digest: digestOf(image), version: '43.1', signature: 'unverified' },
    deployments: [fcos42, fcos41],
    checks: [...checks, ...fineChecks],
    steps: [
      {
        name: 'preflight',
        title: 'Check the machine',
        commands: ['sudo -n rpm-ostree status --json', 'df --output=target,size,avail -B1 /boot /sysroot /var/tmp'],
      },
      {
        name: 'resolve',
        title: 'Find the image',
        commands: [`podman image exists ${image}`, `skopeo inspect --raw docker://${image}`],
      },
      {
        name: 'stage',
        title: 'Stage the new system',
        commands: [`sudo -n rpm-ostree rebase --bypass-driver ostree-unverified-image:docker://${image}`],
      },
      { name: 'ask', title: 'Ask about the restart', commands: [] },
      { name: 'restart', title: 'Restart the machine', commands: ['sudo -n systemctl reboot'] },
      { name: 'verify', title: 'Check what booted', commands: ['sudo -n rpm-ostree status --json'] },
      { name: 'clean-up', title: 'Clean up', commands: ['sudo -n rm -rf -- /var/tmp/drydock'] },
    ],
  }
}

export const rollbackPlan = (machineId: string): Plan => {
  const { image: _, ...plan } = rebasePlan(machineId, 'quay.io/acme/os:43')
  return {
    ...plan,
    action: 'rollback',
    deployments: [acme43, fcos42, fcos41],
    after: { name: 'quay.io/fedora/fedora-coreos:stable-41', version: '41.20260902.3.1', digest: digestOf('41') },
    steps: [{ name: 'rollback', title: 'Choose the earlier system', commands: ['sudo -n rpm-ostree rollback'] }],
  }
}

export const discardPlan = (machineId: string): Plan => {
  const { image: _, after: __, ...plan } = rebasePlan(machineId, 'quay.io/acme/os:43', [])
  return {
    ...plan,
    action: 'discard',
    deployments: [acme43, fcos42, fcos41],
    steps: [{ name: 'discard', title: 'Discard the staged system', commands: ['sudo -n rpm-ostree cleanup -p'] }],
  }
}

export const restartQuestion: RestartQuestion = {
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

export const stagedVerdict: Verdict = {
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

/** What each scene of the gallery shows, by the name in its address: `?scene=job-stage#/jobs/job-run`. */
import { AppError } from '../../../shared/errors.ts'
import type { Script } from '../../support/scripted-api.ts'
import {
  atAsk,
  atBad,
  atFailed,
  atGood,
  atRestart,
  atSilence,
  atStage,
  atStaged,
  eventsOf,
} from '../../support/scripted-jobs.ts'
import { askingMachine, manyMachines, someMachines } from '../../support/scripted-machines.ts'
import { blocker, rebasePlan, warning } from '../../support/scripted-plans.ts'

const history = {
  'job-run': eventsOf('job-run', atStage),
  'job-2': eventsOf('job-2', atStaged, 4000, 3_000_000),
  'job-3': eventsOf('job-3', atGood, 9000, 260_000_000),
  'job-4': eventsOf('job-4', atFailed, 1000, 170_000_000),
  'job-5': eventsOf('job-5', atBad, 4000, 900_000_000),
}

const withJob = (bodies: Parameters<typeof eventsOf>[1], endsAgoMs = 2000): Script => ({
  machines: someMachines,
  jobs: { ...history, 'job-run': eventsOf('job-run', bodies, 4000, endsAgoMs) },
})

const blockedPlan: Script = {
  machines: someMachines,
  plan: request => rebasePlan(request.machineId, request.kind === 'rebase' ? request.image : '', [blocker, warning]),
}

const impossible: Script = {
  machines: someMachines,
  plan: () => {
    throw new AppError(
      'image/not-bootable',
      { image: 'docker.io/library/postgres:17' },
      { raw: 'error: No ostree.final-diffid' },
    )
  },
}

const nothingToDo: Script = {
  machines: someMachines,
  plan: request => ({
    ...rebasePlan(request.machineId, 'quay.io/fedora/fedora-coreos:stable', []),
    action: 'nothing',
    why: 'The machine already runs the newest quay.io/fedora/fedora-coreos:stable.',
  }),
}

const question = { id: 'q1', machine: 'build-vm' } as const

export const scenes: Readonly<Record<string, Script>> = {
  usual: { machines: someMachines, jobs: history },
  notes: {
    machines: someMachines,
    notes: [
      new AppError(
        'podman/failed',
        { command: 'podman machine list', reason: 'exit code 125' },
        { raw: 'Error: exit status 1' },
      ).report,
    ],
  },
  empty: { machines: [], jobs: {} },
  loading: { silent: ['listMachines', 'listJobs'] },
  asking: { machines: [askingMachine, ...someMachines], jobs: history },
  many: { machines: manyMachines(500), jobs: history },
  planning: { machines: someMachines, silent: ['planJob'] },
  blocked: blockedPlan,
  impossible,
  nothing: nothingToDo,
  'job-stage': withJob(atStage),
  'job-silent': withJob(atSilence, 41_000),
  'job-ask': withJob(atAsk),
  'job-restart': withJob(atRestart, 42_000),
  'job-good': withJob(atGood),
  'job-bad': withJob(atBad),
  'job-staged': withJob(atStaged),
  'job-failed': withJob(atFailed),
  'job-long': { ...withJob(atGood), longLog: { jobId: 'job-run', lineCount: 1_000_000 } },
  'host-key': {
    machines: someMachines,
    questions: [
      {
        ...question,
        kind: 'host-key',
        keyType: 'ssh-ed25519',
        fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrBQXVwKXQlTw7tY3qk9hW2s',
        address: 'build-vm.example.net:22',
      },
    ],
  },
  sudo: { machines: someMachines, questions: [{ ...question, kind: 'sudo', user: 'core', isRetry: false }] },
  passphrase: {
    machines: someMachines,
    questions: [{ ...question, kind: 'passphrase', path: '/home/me/.ssh/id_ed25519', isRetry: true }],
  },
}

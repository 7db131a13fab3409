/** What happens to running jobs when Drydock is closed, said by the window's close guard and by the web entry. */

import type { Job, StepName } from '../../shared/job.ts'

const AGAIN = 'Drydock goes on when it starts again'

const underWay: { readonly [Step in StepName]: string } = {
  preflight: `is being checked; nothing has been changed, and ${AGAIN}`,
  resolve: `is being asked for the image; nothing has been changed, and ${AGAIN}`,
  export: `is writing its image out; that goes on there, and ${AGAIN}`,
  upload: `is being sent an image; what has arrived stays there, and ${AGAIN}`,
  stage: `is staging the new system; that goes on there, and ${AGAIN}`,
  rollback: `is making its previous system the next one; that goes on there, and ${AGAIN}`,
  discard: `is discarding its staged system; that goes on there, and ${AGAIN}`,
  ask: 'has the new system staged and waits for your yes; it starts with the next restart, whoever asks for it',
  restart: `is restarting; it comes back without Drydock, and ${AGAIN}`,
  verify: `has restarted; what it runs is looked at when Drydock starts again`,
  'clean-up': 'is done; what Drydock left there is removed when Drydock starts again',
}

/** Where there is no systemd the work hangs on Drydock's connection; the plan said so. */
const attached: { readonly [Step in StepName]?: string } = {
  export: `is writing its image out; that stops, and ${AGAIN}`,
  stage: 'is staging the new system; rpm-ostree finishes that there by itself, bootc stops and nothing is changed',
}

const isAttached = ({ plan }: Job): boolean =>
  plan.checks.some(check => check.id === 'detached' && check.level !== 'fine')

function stepOf(job: Job): StepName | undefined {
  if (job.state.kind === 'asking') return 'ask'
  return job.state.kind === 'ended' ? undefined : job.state.step
}

/** One sentence a running job; empty when none runs. */
export function whatGoesOn(jobs: readonly Job[]): readonly string[] {
  return jobs.flatMap(job => {
    const step = stepOf(job)
    if (step === undefined) return []
    const text = (isAttached(job) ? attached[step] : undefined) ?? underWay[step]
    return [`“${job.machineName}” ${text}.`]
  })
}

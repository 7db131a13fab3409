/** What happens to running jobs when Drydock is closed, said by the window's close guard and by the web entry. */

import type { Job, StepName } from '../../shared/job.ts'

const underWay: { readonly [Step in StepName]: string } = {
  preflight: 'is being checked; nothing has been changed',
  resolve: 'is being asked for the image; nothing has been changed',
  export: 'is writing its image out; the running system is not touched by that',
  upload:
    'is being sent an image; what has arrived stays there for the next try, and the running system is not touched',
  stage: 'is staging the new system; rpm-ostree finishes that there by itself, bootc stops and nothing is changed',
  rollback: 'is making its previous system the next one; its page shows the outcome when Drydock starts again',
  discard: 'is discarding its staged system; its page shows the outcome when Drydock starts again',
  ask: 'has the new system staged and waits for your yes; it starts with the next restart, whoever asks for it',
  restart: 'is restarting; it comes back without Drydock',
  verify: 'has restarted; what it runs shows on its page when Drydock starts again',
  'clean-up': 'is done; what Drydock left there is removed when Drydock starts again',
}

function stepOf(job: Job): StepName | undefined {
  if (job.state.kind === 'asking') return 'ask'
  return job.state.kind === 'ended' ? undefined : job.state.step
}

/** One sentence a running job; empty when none runs. */
export function whatGoesOn(jobs: readonly Job[]): readonly string[] {
  return jobs.flatMap(job => {
    const step = stepOf(job)
    return step === undefined ? [] : [`“${job.machineName}” ${underWay[step]}.`]
  })
}

/** What the window says about jobs. Pure. */
import type { Job, JobOutcome, JobRequest, JobState, StepName } from '../../shared/job.ts'
import { shortName } from '../deployments/chips.tsx'
import type { Tone } from '../ui/state-label.tsx'

/** The act of a job in a few words, with the image's short name. */
export function actWords(request: JobRequest): string {
  if (request.kind === 'rebase') return `Rebase to ${shortName(request.image)}`
  return { rollback: 'Roll back', discard: 'Discard the staged system', restart: 'Restart' }[request.kind]
}

/** The title of a job's page. */
export function jobTitle({ request, machineName }: Job): string {
  if (request.kind === 'rebase') return `Rebase ${machineName}`
  if (request.kind === 'discard') return `Discard the staged system of ${machineName}`
  return `${request.kind === 'rollback' ? 'Roll back' : 'Restart'} ${machineName}`
}

export const outcomeWords: Readonly<Record<JobOutcome, { readonly text: string; readonly tone: Tone }>> = {
  booted: { text: 'Booted', tone: 'good' },
  staged: { text: 'Staged', tone: 'pending' },
  unchanged: { text: 'Unchanged', tone: 'quiet' },
  failed: { text: 'Failed', tone: 'danger' },
  cancelled: { text: 'Cancelled', tone: 'quiet' },
}

/** How a job stands in a word or two. */
export function stateWords(state: JobState): { readonly text: string; readonly tone: Tone } {
  if (state.kind === 'running') return { text: 'Running', tone: 'pending' }
  if (state.kind === 'reconnecting') return { text: `Reconnecting (${state.attempt})`, tone: 'warning' }
  if (state.kind === 'asking') return { text: 'Waits for you', tone: 'warning' }
  return outcomeWords[state.verdict.outcome]
}

const stepTitles: Readonly<Record<StepName, string>> = {
  preflight: 'Check the machine',
  resolve: 'Find the image',
  export: 'Export the image',
  upload: 'Send the image',
  stage: 'Stage the new system',
  rollback: 'Choose the earlier system',
  discard: 'Discard the staged system',
  ask: 'Ask about the restart',
  restart: 'Restart the machine',
  verify: 'Check what booted',
  'clean-up': 'Clean up',
}

/** The title of a step: the plan's, or the usual one. */
export const stepTitle = (job: Job, name: StepName): string =>
  job.plan.steps.find(step => step.name === name)?.title ?? stepTitles[name]

/** What cancelling now leaves behind. */
export function leftBehind(state: JobState): string {
  const step = state.kind === 'running' || state.kind === 'reconnecting' ? state.step : 'ask'
  if (step === 'preflight' || step === 'resolve')
    return 'Nothing was changed on the machine yet, and nothing is left there.'
  if (step === 'upload') return 'What is half sent is removed from the machine. It stays as it is.'
  if (step === 'export') return 'The half-finished export is removed from /var/tmp. The machine stays as it is.'
  if (step === 'ask')
    return 'The new system stays staged and starts with the next restart, whenever and by whomever that is. You can discard it afterwards.'
  if (step === 'restart' || step === 'verify')
    return 'The restart cannot be taken back. Drydock only stops watching, and does not say what booted.'
  return 'The running system stays as it is. Parts already fetched stay in the machine’s store and make the next try shorter.'
}

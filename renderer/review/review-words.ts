/** What the review screen says about a plan. Pure. */
import { deploymentIn } from '../../shared/deployment.ts'
import type { JobRequest } from '../../shared/job.ts'
import type { Check, Plan, Via } from '../../shared/plan.ts'

/** The title: the act and its machine. */
export function reviewTitle(request: JobRequest, machineName: string): string {
  if (request.kind === 'rebase') return `Review the rebase of ${machineName}`
  if (request.kind === 'rollback') return `Roll back ${machineName}`
  return request.kind === 'discard' ? `Discard the staged system of ${machineName}` : `Restart ${machineName}`
}

/** The one button: it names the act and the machine. */
export function startWords(plan: Plan): string {
  if (plan.action === 'rollback') return `Roll back ${plan.machineName}`
  if (plan.action === 'discard') return `Discard the staged system on ${plan.machineName}`
  return plan.action === 'restart' ? `Restart ${plan.machineName}` : `Stage on ${plan.machineName}`
}

/** What happens after the button, in one sentence. */
export function whatFollows(plan: Plan): string {
  if (plan.action === 'nothing') return ''
  if (plan.action === 'discard') return 'The running system goes on. Nothing restarts.'
  if (plan.action === 'rollback') return 'Drydock asks again before it restarts anything.'
  return 'The running system goes on until you say yes to a restart.'
}

/** The check groups, worst first. */
export const levels = ['blocks', 'warns', 'fine'] as const
export const levelWords: Readonly<Record<Check['level'], string>> = { blocks: 'Blocks', warns: 'Warns', fine: 'Fine' }

export const viaWords: Readonly<Record<Via, string>> = {
  registry: 'pulled from the registry',
  direct: 'read in place from the machine’s image store',
  export: 'exported from the machine’s image store first',
  upload: 'sent from this computer first',
  'as-given': 'read from where you said',
}

/** What a rollback does besides going back, where it does. */
export function rollbackNotes(plan: Plan): readonly string[] {
  if (plan.action !== 'rollback') return []
  const staged = deploymentIn({ deployments: plan.deployments } as never, 'staged')
  return [
    'Files changed in /etc since the newer system was first started stay with it and are not carried back.',
    ...(staged ? [`This also discards the staged system ${staged.image?.reference ?? ''}.`.replace(' .', '.')] : []),
  ]
}

/** The commands of a plan as one text, with the steps as comments. */
export const commandsText = ({ steps }: Plan): string =>
  steps
    .filter(({ commands }) => commands.length > 0)
    .map(({ title, commands }) => [`# ${title}`, ...commands].join('\n'))
    .join('\n\n')

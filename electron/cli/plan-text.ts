import { shortDigest } from '../../shared/deployment.ts'
import type { Check, Plan } from '../../shared/plan.ts'

const MARKS: { readonly [Level in Check['level']]: string } = { blocks: 'BLOCKS', warns: 'WARNS ', fine: 'fine  ' }

const digestText = (digest: string | undefined): string => (digest === undefined ? '' : ` (${shortDigest(digest)})`)

function checkText({ level, fact, consequence, action }: Check): string {
  const more = level === 'fine' ? [] : [consequence, action].filter(text => text !== '').map(text => `         ${text}`)
  return [`  ${MARKS[level]} ${fact}`, ...more].join('\n')
}

/** A plan as text: now and after, the checks, and the exact commands. */
export function planText(plan: Plan): string {
  const now = plan.now?.image?.reference ?? plan.now?.branch ?? plan.now?.checksum.slice(0, 12) ?? 'nothing known'
  const order = ['blocks', 'warns', 'fine'] as const
  return [
    `${plan.machineName}: ${plan.action} with ${plan.backend ?? 'nothing'}${plan.why ? `. ${plan.why}` : ''}`,
    `  now    ${now}${digestText(plan.now?.digest)}`,
    `  after  ${plan.after?.name ?? now}${digestText(plan.after?.digest)}`,
    ...(plan.image ? [`  image  ${plan.image.source}`, `         ${plan.image.why}`] : []),
    '',
    ...order.flatMap(level => plan.checks.filter(check => check.level === level)).map(checkText),
    '',
    ...plan.steps.flatMap(step => [`${step.title}`, ...step.commands.map(command => `  $ ${command}`)]),
  ].join('\n')
}

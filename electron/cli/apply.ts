/** `drydock apply`: plan, stage, restart if agreed, verdict. */

import { isPathOnThisComputer } from '../../shared/image.ts'
import type { JobRequest } from '../../shared/job.ts'
import type { Plan } from '../../shared/plan.ts'
import type { App } from '../app.ts'
import { absoluteLocalPath } from '../lib/local-path.ts'
import type { CliArguments } from './arguments.ts'
import { exitCodes } from './exit-codes.ts'
import { followToEnd } from './follow-job.ts'
import type { Output } from './output.ts'
import { planText } from './plan-text.ts'

/** A path on this computer is taken from where the command line was given; anything else as it is. */
export const imageOf = (written: string, cwd: string): string =>
  isPathOnThisComputer(written) ? absoluteLocalPath(written, cwd) : written

export async function apply(app: App, args: CliArguments, output: Output): Promise<number> {
  const [image = '', name] = args.words
  const machine = await app.findMachine(name)
  const request: JobRequest = {
    kind: 'rebase',
    machineId: machine.id,
    image: imageOf(image, process.cwd()),
    restart: args.isRestart ? 'yes' : 'no',
    ...(args.via ? { via: args.via } : {}),
    ...(args.isSigned ? { signature: 'signed' } : {}),
    ...(args.choose === undefined ? {} : { choose: args.choose }),
  }
  const plan = await app.api.planJob(request)
  if (args.isDryRun) return showPlan(plan, output)
  if (!output.isJson) output.line(`${plan.machineName}: ${plan.image?.why ?? ''}`)
  return followToEnd(app, await app.api.startJob(request), output)
}

function showPlan(plan: Plan, output: Output): number {
  if (output.isJson) output.json(plan)
  else output.line(planText(plan))
  return plan.checks.some(check => check.level === 'blocks') ? exitCodes.blocked : exitCodes.done
}

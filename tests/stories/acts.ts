/** What is done in a story, through the command line, and what it said. */

import { type BackendStatus, type Deployment, type DeploymentRole, deploymentIn } from '../../shared/deployment.ts'
import type { JobEvent } from '../../shared/job.ts'
import type { Machine } from '../../shared/machine.ts'
import { type DrydockOptions, jsonLines } from '../support/run-drydock.ts'
import type { StoryGround } from './ground.ts'

export interface Applied {
  readonly exitCode: number | null
  readonly outcome: unknown
  /** The code of its error. */
  readonly code?: unknown
  readonly digest?: unknown
  readonly bootedDigest?: unknown
  readonly resolved?: unknown
  /** What the machine said it holds at the end. */
  deployment(role: DeploymentRole): Deployment | undefined
  /** Everything it printed. */
  readonly text: string
}

/** `drydock apply IMAGE MACHINE --json …`, to its end. */
export async function apply(
  ground: StoryGround,
  image: string,
  options: readonly string[] = [],
  running: Partial<DrydockOptions> = {},
): Promise<Applied> {
  const run = await ground.drydock(['apply', image, ground.machine, '--json', ...options], running)
  const lines = jsonLines(run)
  const { outcome, digest, bootedDigest, resolved, error } = lines.at(-1) ?? {}
  const code = (error as { readonly code?: string } | undefined)?.code
  const last = lines.at(-2) as unknown as JobEvent | undefined
  const ended = last?.kind === 'state' && last.state.kind === 'ended' ? last.state.verdict.deployments : undefined
  return {
    exitCode: run.exitCode,
    outcome,
    digest,
    bootedDigest,
    resolved,
    deployment: role => ended && deploymentIn({ deployments: ended } as BackendStatus, role),
    text: `${run.stdout}\n${run.stderr}`,
    ...(code === undefined ? {} : { code }),
  }
}

/** `drydock status MACHINE --json`. */
export async function statusOf(ground: StoryGround): Promise<Machine> {
  const run = await ground.drydock(['status', ground.machine, '--json'])
  return jsonLines(run)[0] as unknown as Machine
}

/** What lies in `/var/tmp` that Drydock made. */
export async function leftBehind(ground: StoryGround): Promise<readonly string[]> {
  const { stdout, exitCode, stderr } = await ground.onMachine(['ls', '-1', '/var/tmp'])
  if (exitCode !== 0) throw new Error(`ls ended with ${exitCode}: ${stderr}`)
  return stdout.split('\n').filter(name => name.startsWith('drydock'))
}

/** What is staged and what of Drydock's lies around, asked past Drydock; nothing where the machine is as it was. */
export async function changesOn(ground: StoryGround): Promise<readonly string[]> {
  const status = await ground.onMachine(['ostree', 'admin', 'status'])
  if (status.exitCode !== 0) throw new Error(`ostree admin status ended with ${status.exitCode}: ${status.stderr}`)
  return [...status.stdout.split('\n').filter(line => line.includes('(staged)')), ...(await leftBehind(ground))]
}

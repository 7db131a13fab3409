import { type Deployment, deploymentIn, shortDigest } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Expectation } from '../../../shared/job-record.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import { inspectSource } from '../../images/inspect-source.ts'
import type { StepContext } from '../step.ts'

/** Compares what is staged with what was asked for: an exit code proves nothing. */
export async function acceptStaged(context: StepContext, facts: MachineFacts): Promise<void> {
  const { memory, plan } = context
  memory.facts = facts
  const staged = deploymentIn(facts.status, 'staged')
  if (!staged) return withoutStaged(context, facts)
  memory.staged = staged
  const expected = memory.expected ?? { name: plan.after?.name ?? '', digests: [] }
  if (expected.digests.length > 0 && !isExpected(staged, expected)) await acceptMoved(context, staged, expected)
  memory.expected = { ...expectStaged(staged, expected.name), ...(isExpected(staged, expected) ? expected : {}) }
}

const isExpected = ({ digest }: Deployment, { digests }: Expectation): boolean =>
  digest !== undefined && digests.includes(digest)

const expectStaged = (staged: Deployment, name: string): Expectation => ({
  name,
  digests: staged.digest === undefined ? [] : [staged.digest],
  checksum: staged.checksum,
})

function withoutStaged({ memory, plan, backend }: StepContext, facts: MachineFacts): void {
  const booted = deploymentIn(facts.status, 'booted')
  if (!booted || !(plan.action === 'upgrade' || isExpected(booted, memory.expected ?? { name: '', digests: [] }))) {
    throw new AppError('backend/failed', {
      backend: backend.name,
      reason: 'it ended without an error, but nothing is staged',
    })
  }
  const sentence = `${plan.machineName} already runs the newest ${plan.image?.requested ?? 'content'}. Nothing was changed.`
  memory.ending = { outcome: 'unchanged', sentence }
}

/** A tag can move between the review and the staging. That is accepted only if the source itself says so now. */
async function acceptMoved(context: StepContext, staged: Deployment, expected: Expectation): Promise<void> {
  const { machine, reader, memory, plan, signal } = context
  const source = memory.source ?? plan.image?.source ?? ''
  const now = await inspectSource(reader, source, { architecture: memory.facts.architecture, signal })
  if (staged.digest !== now.digest && staged.digest !== now.indexDigest) {
    throw new AppError('plan/changed', {
      machine: machine.name,
      what: `${shortDigest(staged.digest ?? 'nothing known')} is staged instead of ${shortDigest(expected.digests[0] ?? '')}`,
    })
  }
  context.note(
    `${expected.name} moved while it was being staged: ${shortDigest(now.digest)} instead of ${shortDigest(expected.digests[0] ?? '')}.`,
  )
}

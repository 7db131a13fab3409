import { type Deployment, deploymentIn, deploymentName, shortDigest } from '../../../shared/deployment.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Expectation } from '../../../shared/job-record.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { Step, StepContext } from '../step.ts'

/**
 * The truth after a restart: the intended digest is booted, or the job says what is booted instead and why. Failed
 * units are told, but do not make a booted system an old one.
 */
export const verify: Step = {
  name: 'verify',
  async run(context) {
    const { memory } = context
    const before = memory.facts
    context.progress('Checking what booted', 0, 0)
    const facts = await context.readFacts()
    memory.facts = facts
    const booted = deploymentIn(facts.status, 'booted')
    const expected = memory.expected
    if (!booted || !expected) throw new AppError('internal', { reason: 'there is nothing to compare with' })
    if (!isBooted(booted, expected)) throw otherSystem(context, before, facts, booted, expected)
    memory.ending = {
      outcome: 'booted',
      sentence: sentenceFor(context, booted, expected),
      ...(booted.digest === undefined ? {} : { bootedDigest: booted.digest }),
      failedUnits: facts.failedUnits,
    }
  },
}

const isBooted = (booted: Deployment, { digests, checksum }: Expectation): boolean =>
  booted.digest !== undefined && digests.length > 0 ? digests.includes(booted.digest) : booted.checksum === checksum

function sentenceFor({ machine }: StepContext, booted: Deployment, { name, digests }: Expectation): string {
  const isByDigest = booted.digest !== undefined && digests.includes(booted.digest)
  return `${machine.name} runs ${name}, ${isByDigest ? 'digest' : 'deployment'} as requested`
}

const called = (deployment: Deployment): string =>
  deployment.digest === undefined
    ? deploymentName(deployment)
    : `${deploymentName(deployment)}, ${shortDigest(deployment.digest)}`

function otherSystem(
  { machine }: StepContext,
  before: MachineFacts,
  now: MachineFacts,
  booted: Deployment,
  { name }: Expectation,
): AppError {
  const wasBooted = deploymentIn(before.status, 'booted')
  const running = called(booted)
  if (wasBooted?.checksum !== booted.checksum) {
    return new AppError('verify/other-system', { machine: machine.name, requested: name, running })
  }
  const reason = now.finalizeFailure ?? ''
  return new AppError('verify/old-system', { machine: machine.name, requested: name, running, reason })
}

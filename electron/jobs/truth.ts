import { type BackendStatus, type Deployment, deploymentIn, deploymentName } from '../../shared/deployment.ts'
import type { MachineFacts } from '../../shared/machine.ts'

const runs = (booted: Deployment | undefined): string =>
  booted ? `The machine runs ${deploymentName(booted)}.` : 'The machine’s running system is not known.'

const next = (status: BackendStatus): string => {
  const staged = deploymentIn(status, 'staged')
  if (staged?.locked) return `${deploymentName(staged)} is staged, but does not start by itself.`
  if (staged)
    return `${deploymentName(staged)} is staged and starts with the next restart, whenever and by whomever that is.`
  return status.rollbackQueued ? 'It goes back to the earlier system with the next restart.' : 'Nothing is staged.'
}

/** What a machine runs and what its next restart starts, in two sentences: what is true after a job that did not finish. */
export function describeTruth(facts: MachineFacts | undefined): string {
  if (!facts?.status) return 'The machine does not answer, so what is true there is not known yet.'
  return `${runs(deploymentIn(facts.status, 'booted'))} ${next(facts.status)}`
}
